import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type HeapGraph, hasStringName } from '#src/heap/graph.js';
import { look } from '#src/lenses/look.js';
import { snapshotLens } from '#src/lenses/snapshot/snapshot-lens.js';
import { loadSnapshot } from '#src/snapshot/files.js';
import { expectFailure, program } from '../helpers/cli.js';
import { withConsole } from '../helpers/console.js';
import { long } from '../helpers/long.js';
import { leakconsoleHere } from '../helpers/main.js';
import { startTarget, targetNode } from '../helpers/target.js';

const linuxOnly = { skip: process.platform !== 'linux' && 'looks into /proc' };

let directory = '';
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leakconsole-snapshot-'));
});
after(() => rm(directory, { recursive: true, force: true }));

test('a snapshot is written whole, for its owner alone, and gives the same answers as the live stream', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, target }, { get }) => {
    for (let request = 0; request < 10; request++) await get('/');
    const file = join(directory, 'plain.heapsnapshot');
    const [{ result, lens, cost }] = await json(`.snapshot ${file}`);
    const { size, mode } = await stat(file);
    assert.deepEqual([result.file, result.bytes, mode & 0o777, lens], [file, size, 0o600, 'snapshot']);
    assert.ok(cost.pauseMs > 10, `a stall of ${cost.pauseMs} ms`);
    const live = target.snapshots.list[0].heap;
    const read = await loadSnapshot(file, () => {});
    assert.deepEqual(read.analysis.classes, live.analysis.classes);
    assert.deepEqual(Buffer.from(read.analysis.retainedSize.buffer), Buffer.from(live.analysis.retainedSize.buffer));

    const packed = join(directory, 'packed.heapsnapshot.gz');
    await json(`.snapshot ${packed} --gzip`);
    const unpacked = await loadSnapshot(packed, () => {});
    assert.deepEqual(unpacked.analysis.classes, target.snapshots.list[1].heap.analysis.classes);
    assert.deepEqual((await readdir(directory)).sort(), ['packed.heapsnapshot.gz', 'plain.heapsnapshot']);
  });
});

test('a redacted snapshot has the same structure, and not the contents of strings', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text, target }, { get }) => {
    for (let request = 0; request < 3; request++) await get('/');
    await text('cache.get("u1").name = "geheim " + "\\u00e4\\ud83d\\ude00\\"\\\\ wörtlich".repeat(2)');
    const file = join(directory, 'redacted.heapsnapshot');
    await json(`.snapshot ${file} --redact`);
    const bytes = await readFile(file, 'latin1');
    assert.doesNotMatch(bytes, /geheim|rtlich/);
    assert.match(bytes, /"customers?"|"User"/);
    const redacted = await loadSnapshot(file, () => {});
    const { analysis } = target.snapshots.list[0].heap;
    assert.deepEqual(redacted.analysis.classes, analysis.classes);
    assert.deepEqual(redacted.analysis.retainedSize, analysis.retainedSize);
    assert.ok(hiddenContents(redacted.analysis.graph, analysis.graph) > 100);
  });
});

test('texts that are hidden are not compared, but those of the session are', long, async () => {
  await withConsole('leaks/cache.cjs', async ({ json, text, run }) => {
    await text('globalThis.twice = ["geheim ", "geheim "].map((word) => JSON.stringify([word]))');
    const file = join(directory, 'hidden.heapsnapshot');
    await json(`.snapshot ${file} --redact`);
    assert.match(await run('.strings 100000'), /geheim/);
    expectFailure(await leakconsoleHere(['strings', file]), {
      what: /^error: the strings cannot be compared: the snapshot was written with --redact, which hides their texts$/,
      hint: /without --redact/,
    });
  });
});

test(
  'a redacted snapshot hides values that are names elsewhere, and sources of regular expressions',
  long,
  async () => {
    await withConsole('leaks/cache.cjs', async ({ json, text, target }) => {
      const holder = `new (class Holder {
      password = 'password'; slot = '7'; pattern = /secret-[a-z]+/; entry = new WeakMap().set(/secret-key/, 'password');
    })`;
      await text(
        `globalThis.held = { 7: 1, '007': {}, holder: ${holder.replace(/\s+/g, ' ')} }; held.pattern = held.holder.pattern.test('secret-x')`,
      );
      for (const options of ['--redact', '--redact --gzip']) {
        const file = join(directory, `${options.replace(/\W/g, '')}.heapsnapshot`);
        await json(`.snapshot ${file} ${options}`);
        const { graph } = (await loadSnapshot(file, () => {})).analysis;
        hiddenContents(graph, target.snapshots.latest!.heap.analysis.graph);
        const bytes = await readFile(file);
        assert.doesNotMatch((options.endsWith('gzip') ? gunzipSync(bytes) : bytes).toString('latin1'), /secret-/);
        const names = new Set(
          Array.from(graph.edgeName, (name, edge) => name * hasStringName(graph.edgeTypes)[graph.edgeType[edge]]).map(
            (name) => graph.strings.get(name),
          ),
        );
        assert.ok(names.has('password') && names.has('007'));
      }
    });
  },
);

test('what cannot be written is refused before the target is asked, and leaves nothing behind', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }) => {
    await assert.rejects(run(`.snapshot ${join(directory, 'nowhere', 'x.heapsnapshot')}`), { code: 'unwritable-file' });
    await assert.rejects(run(`.snapshot ${directory}`), { code: 'unwritable-file' });
    await assert.rejects(run('.snapshot /dev/null'), { code: 'unwritable-file' });
    assert.equal(target.snapshots.list.length, 0);
    assert.ok(!(await readdir(directory)).some((name) => name.endsWith('.partial')));
  });
});

test('a file that is already there is not overwritten, nor is one that comes there meanwhile', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }) => {
    const file = join(directory, 'taken.heapsnapshot');
    await writeFile(file, 'mine');
    const refused = { code: 'file-exists', exitCode: 1, message: /taken\.heapsnapshot is already there/ };
    await assert.rejects(run(`.snapshot ${file}`), { ...refused, hint: /another name/ });
    assert.equal(target.snapshots.list.length, 0);
    await rm(file);
    target.session.on('HeapProfiler.addHeapSnapshotChunk', () => writeFileSync(file, 'theirs'));
    await assert.rejects(run(`.snapshot ${file}`), { ...refused, hint: /in the console the snapshot is still there/ });
    assert.equal(target.snapshots.list.length, 1);
    assert.equal(await readFile(file, 'utf8'), 'theirs');
    assert.deepEqual(await written('taken'), ['taken.heapsnapshot']);
  });
});

test('snapshots without a name of their own get one each, even at the same moment', long, async (t) => {
  await withConsole('leaks/cache.cjs', async ({ json }) => {
    const before = process.cwd();
    const cwd = await mkdtemp(join(directory, 'names-'));
    process.chdir(cwd);
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
    try {
      const files: string[] = [];
      for (let time = 0; time < 3; time++) files.push((await json('.snapshot'))[0].result.file);
      assert.match(files[0], /leakconsole-\d+-20260102T030405678\.heapsnapshot$/);
      assert.match(files[1], /leakconsole-\d+-20260102T030405678-2\.heapsnapshot$/);
      assert.equal((await readdir(cwd)).length, 3);
    } finally {
      t.mock.timers.reset();
      process.chdir(before);
    }
  });
});

test('a target that ends meanwhile leaves no file, and a clear line', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, target }, { child }) => {
    const file = join(directory, 'broken.heapsnapshot');
    target.session.on('HeapProfiler.addHeapSnapshotChunk', () => child.kill('SIGKILL'));
    const writing = run(`.snapshot ${file}`);
    await assert.rejects(writing, { code: 'target-gone' });
    assert.deepEqual(await written('broken'), []);
  });
});

test('a snapshot beyond the budget, or beyond what the target can bear, is refused with figures', async () => {
  const refused = { code: 'over-budget', exitCode: 3 };
  await withConsole(
    'leaks/cache.cjs',
    async ({ run, json, target }) => {
      await assert.rejects(run('.snapshot --no-file'), {
        ...refused,
        message: /stall the target for about .* \(allowed: 1 ms\)/,
      });
      await run('.budget --pause 1m --rss 1MB');
      await assert.rejects(run('.budget --pause 2m --rss lots'), { exitCode: 2 });
      await assert.rejects(run('.snapshot --no-file'), { ...refused, message: /take about .* of memory/ });
      assert.equal(target.snapshots.list.length, 0);
      const [{ result }] = await json('.budget --rss auto');
      assert.deepEqual(result.budget, {
        maxPauseMs: 60_000,
        maxRssBytes: null,
        force: false,
        allowsFork: false,
        maxForkMs: 120_000,
      });
      await run('.snapshot --no-file');
    },
    { console: { maxPause: 1 } },
  );
});

test('the budget and its estimates are whole bytes and milliseconds', async () => {
  await withConsole('leaks/cache.cjs', async ({ json }) => {
    const [{ result }] = await json('.budget --rss 1.0000001kB --pause 1.5s');
    const { budget, census, snapshot, objects, collectionMs, room } = result;
    const amounts = { ...budget, ...census, ...room, objects, collectionMs };
    for (const [name, amount] of [...Object.entries(amounts), ...Object.entries(snapshot)]) {
      if (typeof amount === 'number') assert.ok(Number.isInteger(amount), `${name}: ${amount}`);
    }
  });
});

test('a snapshot that the target would not survive is refused', long, async () => {
  await withConsole(
    'heaps.cjs',
    async ({ run }) => {
      await assert.rejects(run('.snapshot --no-file'), {
        code: 'over-budget',
        exitCode: 3,
        message: /take about \d+ MB of memory there \(it has .* up to its heap limit\)/,
      });
    },
    { nodeOptions: ['--max-old-space-size=80'], console: { maxPause: 300_000 }, env: { HEAP_MB: '30' } },
  );
});

test('a disk that is full leaves no file, a clear line, and the snapshot in the console', long, async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    await target.get('/');
    const file = join(directory, 'full.heapsnapshot');
    // A limit on the size of files is a disk that is full to whoever writes one.
    const lines = ['-e', `.snapshot ${file}`, '-e', '.retainers User'];
    const shell = spawn('sh', [
      '-c',
      'ulimit -f 1000; exec "$0" "$@"',
      process.execPath,
      program,
      'attach',
      target.url,
      ...lines,
    ]);
    const [stdout, stderr] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
    assert.match(
      stderr,
      /full\.heapsnapshot cannot be written: it would be larger than files may be\nnothing was left behind; .*the snapshot is still there/,
    );
    assert.match(stdout, /main\.cache \(Map\) → User/);
    assert.deepEqual(await written('full'), []);
    assert.match(await target.get('/'), /user/);
  } finally {
    await target.stop();
  }
});

test('where no session goes on, nobody is told that the snapshot is still there', {
  skip: linuxOnly.skip || long.skip,
}, async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    const file = join(directory, 'alone.heapsnapshot');
    const line = ['-c', 'ulimit -f 1000; exec "$0" "$@"', process.execPath, program, 'snapshot', target.url, file];
    const { status, stderr } = spawnSync('sh', line, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /alone\.heapsnapshot cannot be written: .*\nnothing was left behind; choose another place, .*\n$/,
    );
    assert.doesNotMatch(stderr, /still there/);
    assert.deepEqual(await written('alone'), []);
  } finally {
    await target.stop();
  }
});

test('Ctrl-C leaves no file, and tells that the target is at work still', async () => {
  await withConsole('leaks/cache.cjs', async ({ target, text }, { get }) => {
    const controller = new AbortController();
    const options = {
      signal: controller.signal,
      progress: (phase: string) => void (phase.includes('the target takes') && controller.abort()),
      notice: () => {},
    };
    const asked = { file: { path: join(directory, 'ended.heapsnapshot') }, isAsked: true };
    const taking = look(snapshotLens, 'heap', asked, target, options);
    await assert.rejects(taking, { code: 'interrupted', hint: /at work until it is done/ });
    assert.deepEqual(await written('ended'), []);
    assert.equal(target.snapshots.list.length, 0);
    assert.match(await get('/'), /user/);
    assert.equal(await text('1 + 1'), '2');
  });
});

test('the target can write a snapshot on its own disk, whole or not at all', async () => {
  await withConsole('leaks/cache.cjs', async ({ run, json }) => {
    const file = join(directory, 'there.heapsnapshot');
    const [{ result }] = await json(`.snapshot --on-target ${file}`);
    assert.deepEqual([result.file, result.bytes], [file, (await stat(file)).size]);
    await loadSnapshot(file, () => {});
    await assert.rejects(run(`.snapshot --on-target ${join(directory, 'nowhere', 'x')}`), { code: 'unwritable-file' });
    const mine = join(directory, 'there-mine');
    await writeFile(mine, 'mine');
    await assert.rejects(run(`.snapshot --on-target ${mine}`), { code: 'file-exists', hint: /another name/ });
    assert.equal(await readFile(mine, 'utf8'), 'mine');
  });
});

test('a target whose disk is full keeps neither a file nor a descriptor of the snapshot', linuxOnly, async () => {
  // As above, a limit on the size of files.
  const node = join(directory, 'limited-node');
  await writeFile(node, `#!/bin/sh\nulimit -f 1000\nexec '${targetNode}' "$@"\n`, { mode: 0o700 });
  await withConsole(
    'leaks/cache.cjs',
    async ({ run }, { pid, get }) => {
      const file = join(directory, 'limited.heapsnapshot');
      await assert.rejects(run(`.snapshot --on-target ${file}`), { code: 'unwritable-file', message: /EFBIG/ });
      assert.deepEqual(await written('limited.'), []);
      const open = (await readdir(`/proc/${pid}/fd`)).map((one) => readlink(`/proc/${pid}/fd/${one}`).catch(() => ''));
      assert.doesNotMatch((await Promise.all(open)).join(), /limited\.heapsnapshot/);
      assert.match(await get('/'), /user/);
    },
    { node },
  );
});

test('what a snapshot is asked for that makes no sense together is wrong usage', async () => {
  const file = join(directory, 'senseless.heapsnapshot');
  await withConsole('leaks/cache.cjs', async ({ run, target }) => {
    for (const [line, message] of [
      [`--on-target ${file} --redact --gzip`, /^--on-target and --gzip and --redact exclude each other$/],
      [`--on-target ${file} --no-file`, /^--on-target and --no-file /],
      [`--near-limit 1 --on-target ${file}`, /^--near-limit and --on-target /],
      [`--near-limit 1 --gzip`, /^--near-limit and --gzip /],
      [`--near-limit off ${file}`, /^--near-limit and the file /],
      [`--no-file ${file}`, /^--no-file and the file /],
      ['--no-file --redact', /^--no-file and --redact /],
    ] as const) {
      await assert.rejects(run(`.snapshot ${line}`), { code: 'usage', exitCode: 2, message, hint: /./ }, line);
    }
    assert.equal(target.snapshots.list.length, 0);
    assert.deepEqual(await written('senseless'), []);
  });
});

test('senseless combinations end the program with exit code 2', async () => {
  const target = await startTarget('leaks/cache.cjs');
  try {
    const file = join(directory, 'shell.heapsnapshot');
    expectFailure(await leakconsoleHere(['snapshot', target.url, '--on-target', file, '--redact']), {
      code: 2,
      what: /^error: --on-target and --redact exclude each other$/,
      hint: /give --on-target alone/,
    });
    assert.deepEqual(await written('shell'), []);
  } finally {
    await target.stop();
  }
});

test('--near-limit takes a count, or tells why there is no off', async () => {
  await withConsole('leaks/cache.cjs', async ({ json, run, notices }) => {
    for (const word of ['on', '0', '-1', '1.5', '1e3', '4294967296']) {
      const message = `--near-limit must be a positive whole number or off (got ${word})`;
      await assert.rejects(run(`.snapshot --near-limit=${word}`), { code: 'usage', exitCode: 2, message }, word);
    }
    await assert.rejects(run('.snapshot --near-limit off'), { code: 'cannot-disarm' });
    assert.deepEqual(notices, []);
    const [{ result }] = await json('.snapshot --near-limit 2');
    assert.deepEqual(result, {
      file: null,
      bytes: null,
      nodes: null,
      edges: null,
      armedIn: process.cwd(),
      asked: 2,
      copiedTo: null,
    });
    assert.match(notices.join(), /outlives the console/);
  });
});

test('--near-limit does not claim a count where the process may have been armed before', async () => {
  await withConsole('leaks/cache.cjs', async ({ run }) => {
    await run('.snapshot --near-limit 1');
    const answer = await run('.snapshot --near-limit 2');
    assert.match(
      answer,
      /^armed near the heap limit: 2 snapshots, or as many as the process was armed for\s+before, into /,
    );
  });
});

test('--near-limit lets Node write as many snapshots as were asked for', long, async () => {
  const cwd = await mkdtemp(join(directory, 'near-'));
  const target = await startTarget('leaks/cache.cjs', { nodeOptions: ['--max-old-space-size=30'] });
  try {
    const fill = `process.chdir(${JSON.stringify(cwd)}); globalThis.kept = []; setImmediate(() => { for (;;) kept.push(new Array(1000).fill(0.5)); })`;
    const lines = ['-e', fill];
    const attached = await leakconsoleHere(['attach', target.url, '-e', '.snapshot --near-limit 2', ...lines]);
    assert.match(attached.stdout, /armed near the heap limit: 2 snapshots, or as many as .* armed for before, into /);
    await target.wrote(/Wrote snapshot to [\s\S]*Wrote snapshot to /);
  } finally {
    await target.stop();
  }
});

test('what lets the target write is refused under --read-only', async () => {
  await withConsole(
    'leaks/cache.cjs',
    async ({ run, notices }) => {
      const refused = { code: 'read-only', hint: /without --read-only/ };
      await assert.rejects(run(`.snapshot --on-target ${join(directory, 'read-only.heapsnapshot')}`), refused);
      await assert.rejects(run('.snapshot --near-limit 1'), refused);
      assert.deepEqual([await written('read-only'), notices], [[], []]);
      await run('.snapshot --no-file');
    },
    { console: { readOnly: true } },
  );
});

/** What stands in the directory under names that begin so. */
async function written(name: string): Promise<string[]> {
  return (await readdir(directory)).filter((each) => each.startsWith(name));
}

/**
 * Checks that a graph is the other but for the contents of nodes, which are as long; gives how many of these there are.
 */
function hiddenContents(is: HeapGraph, was: HeapGraph): number {
  for (const part of ['nodeType', 'nodeId', 'selfSize', 'firstEdge', 'edgeType', 'edgeTo'] as const) {
    assert.deepEqual(Buffer.from(is[part].buffer), Buffer.from(was[part].buffer), part);
  }
  let contents = 0;
  for (let node = 0; node < was.nodeCount; node++) {
    const [name, before] = [is.strings.get(is.nodeName[node]), was.strings.get(was.nodeName[node])];
    if (
      ['string', 'regexp', 'concatenated string', 'sliced string', 'bigint'].includes(was.nodeTypes[was.nodeType[node]])
    ) {
      assert.match(name, /^x*$/);
      assert.equal(name.length, before.length);
      contents++;
    } else assert.equal(name, before);
  }
  const isNamed = hasStringName(was.edgeTypes);
  for (let edge = 0; edge < was.edgeCount; edge++) {
    if (!isNamed[was.edgeType[edge]]) assert.equal(is.edgeName[edge], was.edgeName[edge]);
    else {
      const [name, before] = [is.strings.get(is.edgeName[edge]), was.strings.get(was.edgeName[edge])];
      // It holds the names of its key and its value, either of which may be a content.
      if (before.includes(' pair in WeakMap ')) assert.equal(name.length, before.length);
      else assert.equal(name, before);
    }
  }
  return contents;
}
