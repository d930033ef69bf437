// Written by build.mjs: what the files in this folder must be, and which compiler made them.

export const PREBUILT = {
  x64: {
    sha256: '4f3ca5dea1538cb128c015c36b1d47b526b40617b5b585ba77097e82cd99d5c8',
    compiler: 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
  arm64: {
    sha256: '209579a6c8a9a5d3a8e23560cabee769ee56d624741b39fbeee89190b650d4ac',
    compiler: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
} as const;
