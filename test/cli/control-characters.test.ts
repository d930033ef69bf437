import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createReport } from '#src/cli/report.js';
import type { REGISTRY } from '#src/registry.js';
import { createStyle } from '#src/view/text/style.js';
import { attachConsole, type TestConsole } from '../helpers/console.js';
import { longOnOneLine } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { fixture, startTarget, type TestTarget } from '../helpers/target.js';
import { keys, startTerminal } from '../helpers/terminal.js';

const skip = process.platform === 'win32' && 'has other names of files';

/** What moves a cursor, paints, or turns the order of letters, but for the line feed. */
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

let directory = '';
let target: TestTarget;
let console: TestConsole;
before(async () => {
  if (skip) return;
  directory = await mkdtemp(join(tmpdir(), 'leakconsole-'));
  const script = join(directory, 'service.cjs');
  await copyFile(fixture('control-characters.cjs'), script);
  const other = 'const kept = new Map([[1, 1]]); exports.size = () => kept.size;';
  await writeFile(join(directory, 'evil\x1b]0;title\x07\x9b2J\u202e.cjs'), other);
  target = await startTarget(script);
  console = await attachConsole(target, { maxPause: 60_000 });
});
after(async () => {
  await console?.detach();
  await target?.stop();
  if (directory) await rm(directory, { recursive: true });
});

function assertHarmless(text: string, what: string): void {
  const found = CONTROL.exec(text);
  if (found) assert.fail(`${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 60))}`);
}

/** What a line shows, its failure included. */
async function shown(run: (line: string) => Promise<string>, line: string): Promise<string> {
  const reported: string[] = [];
  const screen = { style: createStyle(), rows: 24, write: (text: string) => void reported.push(text) };
  const printed = await run(line).catch((error) => {
    createReport(screen)(error);
    return '';
  });
  return printed + reported.join('');
}

/** For each command, lines with what comes from the target. */
const LINES: Readonly<Record<keyof typeof REGISTRY.commands, readonly string[]>> = {
  info: ['.info'],
  mem: ['.mem'],
  trend: ['.trend --for 5s'],
  lines: ['.lines named --for 100ms'],
  workers: ['.workers', '.use worker evil', '.use main'],
  gc: ['.gc'],
  logs: ['.logs off'],
  budget: ['.budget'],
  eval: [
    'store',
    'named',
    'texts[0]',
    'shown',
    'getter',
    'fail()',
    'throw texts[0]',
    'process.title',
    'Symbol(texts[0])',
    'Promise.reject(texts[0])',
  ],
  modules: ['.modules', '.modules --all'],
  use: ['.use evil', '.use main'],
  scope: ['.scope', '.scope evil'],
  watch: ['.watch texts[0] --count 2 --every 100ms', '.watch shown --count 1', '.watch fail() --count 1'],
  collections: ['.collections 40', 'fill()', '.collections 40'],
  diagnose: ['.diagnose --for 1s'],
  path: ['.path named', '.path store.get([...store.keys()][0])'],
  types: ['.types 40', '.types 40 --snapshot'],
  growth: ['.growth', 'fill()', '.growth 40', '.growth 40 --no-pause', '.growth --snapshot', '.growth --snapshot'],
  mark: ['.mark before'],
  count: ['.count evil', '.count Map'],
  instances: ['.instances Map', '.instances evil'],
  alloc: ['.alloc start', 'fill()', '.alloc top --callers', '.alloc stop --by stack'],
  snapshot: ['.snapshot --no-file'],
  retainers: [
    '.retainers evil',
    '.retainers store',
    '.retainers store.get([...store.keys()][0])',
    '.retainers store --dot -',
  ],
  size: ['.size store', '.size named'],
  object: ['.object store', '.object named'],
  refs: ['.refs $id', '.refs $id --raw'],
  live: ['.live $id'],
  biggest: ['.biggest 20'],
  strings: ['.strings 20'],
  diff: ['.snapshot --no-file', 'fill()', '.snapshot --no-file', '.diff 40'],
};

for (const [command, lines] of Object.entries(LINES)) {
  test(`no control character of the target reaches the terminal: .${command}`, {
    skip: skip || longOnOneLine.skip,
  }, async () => {
    const asksById = lines.some((line) => line.includes('$id'));
    const id = asksById ? (await console.json('.object main.store'))[0].result.id : null;
    for (const line of lines.map((each) => each.replaceAll('$id', `@${id}`))) {
      assertHarmless(await shown(console.run, line), line);
      assertHarmless(await shown(console.runJson, line), `${line} --json`);
    }
  });
}

test('the prompt, the greeting, logs, Tab and the list of processes show none either', { skip }, async () => {
  for (const args of [['ps'], ['ps', '--json']]) assertHarmless((await leakconsoleHere(args)).stdout, args.join(' '));
  const terminal = startTerminal(['attach', target.port, '--no-color']);
  try {
    await terminal.shows(/> $/);
    terminal.type(`.logs on${keys.enter}`);
    await terminal.shows(/logs on\n.*> $/s);
    terminal.type(`log()${keys.enter}`);
    await terminal.shows(/evil.*evil.*> $/s);
    // What has such a name is not offered; that Tab was heard is told by the next one.
    terminal.type(`.use ev${keys.tab}${keys.ctrlC}.use serv${keys.tab}`);
    await terminal.shows(/\.use service/);
    terminal.type(`${keys.ctrlC}fail()${keys.enter}`);
    await terminal.shows(/Uncaught.*> $/s);
    // The prompt draws itself by escape sequences of its own: those of cursor movements and of clearing to the right.
    const own = /\x1b\[\d*(;\d+)?[GKJHCAD]|\r|\x1b\[\?2004[hl]|\t/g;
    const raw = terminal.raw().replaceAll(own, '');
    assertHarmless(raw, 'the terminal');
    assert.doesNotMatch(terminal.raw(), /\x1b\[2J|\x1b\]/);
  } finally {
    terminal.kill('SIGKILL');
  }
});
