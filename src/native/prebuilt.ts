// Written by build.mjs: what the files in this folder must be, and which compiler made them.

export const PREBUILT = {
  x64: {
    sha256: '6c234118721133ef0c61b708c58247f164d2791d465fce873a60ae009ec2d5a2',
    compiler: 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
  arm64: {
    sha256: '549ea4cb9b763cd2082d3327293514baf34b1d9c1391909fef32fc6ff419c657',
    compiler: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
} as const;
