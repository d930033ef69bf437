import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heap } from '#src/analysis/heap.js';
import type { HeapHolder } from '#src/diagnosis/heap-holders.js';
import type { Suspect } from '#src/diagnosis/suspect.js';
import { withoutSwept } from '#src/diagnosis/swept.js';
import { analyse } from '#src/heap/analyse.js';
import type { SourceFunction } from '#src/profile/source-function.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

const FILE = 'file:///app/sessions.js';

function functionThat(name: string, mentions: string[], isRepeated = false): SourceFunction {
  const place = { url: FILE, line: 13, column: 1 };
  const rest = { makes: [], around: null, calls: [] };
  return { name, place, location: 'sessions.js:13', mentions: new Set(mentions), isRepeated, ...rest };
}

/** A heap whose Map `sessions` has two sessions, each with a property of this name in its cookie; and the suspect. */
function sessionsWith(property: string): { heap: Heap; suspect: Suspect } {
  const builder = new SnapshotBuilder();
  const [global, map] = ['global', 'Map'].map((name) => builder.object(name));
  // Two buckets, and four entries of three fields.
  const table = builder.node('', { type: 'array', selfSize: (2 + 3 + 2 + 12) * 8 });
  builder.edge(0, global, 'global', 'shortcut').edge(global, map, 'sessions').edge(map, table, 'table', 'internal');
  for (let n = 0; n < 2; n++) {
    const [session, cookie] = ['Session', 'Cookie'].map((name) => builder.object(name));
    const key = builder.node(`token-${n}`, { type: 'string' });
    builder.edge(table, key, `${5 + 3 * n}`, 'internal').edge(table, session, `${6 + 3 * n}`, 'internal');
    builder.edge(session, cookie, 'cookie').edge(cookie, builder.node('number', { type: 'number' }), property);
  }
  const heap = new Heap(analyse(builder.graph()));
  const holder = { id: heap.analysis.graph.nodeId[map], text: 'main.sessions' } as unknown as HeapHolder;
  return { heap, suspect: { collection: null, types: [], heap: holder, names: ['sessions'], module: FILE, alike: [] } };
}

const SWEEP = functionThat('sweep', ['sessions', 'delete'], true);
const PRUNE = functionThat('prune', ['sessions', 'delete']);

for (const [what, property, functions, isSwept] of [
  ['expire, and a timer takes them out', 'expires', [SWEEP], true],
  ['expire, and a timer calls what takes them out', 'maxAge', [functionThat('', ['prune'], true), PRUNE], true],
  ['expire, and nothing takes them out but a request', 'expires', [PRUNE], false],
  ['expire, and a timer takes out others', 'expires', [functionThat('', ['guests', 'delete'], true)], false],
  ['do not expire, though a timer takes some out', 'token', [SWEEP], false],
] as const) {
  test(`entries that ${what} are ${isSwept ? 'no' : 'a'} finding`, () => {
    const { heap, suspect } = sessionsWith(property);
    const { suspects, remarks } = withoutSwept({ suspects: [suspect], remarks: [] }, heap, functions);
    assert.equal(suspects.length, isSwept ? 0 : 1);
    const said =
      'main.sessions has entries that expire, and a timer takes them out (sessions.js:13): look longer than they live';
    assert.deepEqual(remarks, isSwept ? [said] : []);
  });
}
