// Written by build.mjs: what the files in this folder must be, and which compiler made them.

export const PREBUILT = {
  x64: {
    sha256: '7508b63391035a055a55d360d23e8a861e4754e3e3d730233b213b7b30f54902',
    compiler: 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
  arm64: {
    sha256: '1c9fabcdf12ba1f28a27661038e76d2c67ccd076808569f71d57a48ed8d1657e',
    compiler: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
} as const;
