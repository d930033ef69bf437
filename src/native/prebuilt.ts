// Written by build.mjs: what the files in this folder must be, and which compiler made them.

export const PREBUILT = {
  x64: {
    sha256: '2d640974e1c9c30fd07847960c676fa30f8343f91317a9f055afa636abb56573',
    compiler: 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
  arm64: {
    sha256: 'f00967bc28609b09604c6998d51354dc7e50c2606fcef3921b0ee72d13dfc6dd',
    compiler: 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40',
  },
} as const;
