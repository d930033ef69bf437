// Written by build.mjs: what the files in this folder must be, and which compiler made them.

export const PREBUILT = {
  x64: {
    sha256: '0208fb6bc9e044618c269fd7cd6a1a16467cc081edc4137ff0d35e6347227287',
    compiler: 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
  arm64: {
    sha256: '127c42120ce7201806a88d0a51e73fbad09e85d385e5d77b15a9deb8a1c49149',
    compiler: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
} as const;
