// Builds the fork lens's library for each machine and writes prebuilt.ts, which names the bytes that may be loaded into
// a target.
//
//   npm run build:native              into src/native
//   node src/native/build.mjs --into DIR [x64|arm64]      for comparison; nothing else is written
//
// Needs Debian's packages gcc and gcc-aarch64-linux-gnu (on arm64: gcc and gcc-x86-64-linux-gnu). The same compiler
// gives the same bytes: no path, time, random name or build id gets into them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MACHINES = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
const FLAGS = [
  ...['-Os', '-std=gnu17', '-shared', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra', '-Werror'],
  // Nothing of the C library is linked, and nothing of it is called but what fork.c declares: so there is no DT_NEEDED.
  ...['-nostdlib', '-ffreestanding', '-fno-stack-protector'],
  // Else the loop in memcpy would become a call of memcpy.
  '-fno-tree-loop-distribute-patterns',
  // Reproducible, and small.
  ...['-frandom-seed=fork', '-fno-ident', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables', '-s'],
  // arm64 pages may have 64 kB: with relro, the file would be padded to that.
  '-Wl,--build-id=none,--hash-style=gnu,-z,now,-z,noexecstack,-z,norelro',
];

const here = fileURLToPath(new URL('.', import.meta.url));
const into = process.argv[2] === '--into' ? process.argv[3] : null;
const folder = into ?? join(here, 'prebuilt');
mkdirSync(folder, { recursive: true });

const machines = Object.entries(MACHINES).filter(([machine]) => [undefined, machine].includes(process.argv[4]));
const entries = machines.map(([machine, triple]) => {
  const file = join(folder, `linux-${machine}.node`);
  execFileSync(`${triple}-gcc`, [...FLAGS, '-o', file, 'fork.c'], { cwd: here, stdio: 'inherit' });
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return `  ${machine}: {\n    sha256: '${sha256}',\n    compiler: '${compilerOf(triple)}',\n  },\n`;
});

if (into === null) {
  const text = `// Written by build.mjs: what the files in this folder must be, and which compiler made them.\n\nexport const PREBUILT = {\n${entries.join('')}} as const;\n`;
  writeFileSync(join(here, 'prebuilt.ts'), text);
}

/** The versions on which the bytes depend: compiler and linker. */
function compilerOf(triple) {
  const firstLine = (program) => execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  return `${firstLine(`${triple}-gcc`)}, ${firstLine(`${triple}-ld`)}`;
}
