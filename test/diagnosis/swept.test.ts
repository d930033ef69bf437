import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCourse } from '#src/diagnosis/course.js';
import type { Suspect } from '#src/diagnosis/suspect.js';
import { withoutSwept } from '#src/diagnosis/swept.js';
import type { SourceFunction } from '#src/profile/source-function.js';

const FILE = 'file:///app/sessions.js';

function functionThat(
  name: string,
  mentions: string[],
  isRepeated = false,
  around: SourceFunction | null = null,
): SourceFunction {
  const place = { url: FILE, line: 13, column: 1 };
  const rest = { makes: [], isRepeated, around, calls: [] };
  return { name, place, location: 'sessions.js:13', mentions: new Set(mentions), ...rest };
}

const course = { numbers: [10, 20, 30, 40, 50, 60], at: [0, 1, 2, 3, 4, 5] };
const SESSIONS: Suspect = {
  collection: {
    what: {
      path: 'main.store.#sessions',
      kind: 'Map',
      module: FILE,
      entries: 60,
      length: null,
      keyRange: null,
      holds: ['Session'],
    },
    course,
    judgement: judgeCourse(course),
  },
  types: [],
  heap: null,
  names: ['store', '#sessions'],
  module: FILE,
  alike: [],
};

const SWEEP = functionThat('sweep', ['sessions', 'delete', 'expires'], true);
const PRUNE = functionThat('prune', ['sessions', 'delete', 'maxAge']);
const EACH = functionThat('', ['sessions', 'forEach'], true);

for (const [what, functions, isSwept] of [
  ['that a timer takes out when they have expired', [SWEEP], true],
  ['that a function takes out which a timer calls', [functionThat('', ['prune'], true), PRUNE], true],
  [
    'that a function within that of the timer takes out',
    [EACH, functionThat('', ['delete', 'ttl'], false, EACH)],
    true,
  ],
  ['that expire, and that a request takes out', [PRUNE], false],
  ['beside others, which a timer takes out', [functionThat('', ['guests', 'delete', 'expires'], true)], false],
  ['that do not expire, of which a timer takes out some', [functionThat('', ['sessions', 'delete'], true)], false],
  ['that a timer throttles', [functionThat('', ['sessions', 'delete', 'throttle'], true)], false],
  ['whose time to live a timer heeds', [functionThat('', ['sessions', 'delete', 'SESSION_TTL'], true)], true],
] as const) {
  test(`entries ${what} are ${isSwept ? 'no' : 'a'} finding`, () => {
    const { suspects, remarks } = withoutSwept({ suspects: [SESSIONS], remarks: [] }, functions);
    assert.equal(suspects.length, isSwept ? 0 : 1);
    const said =
      'main.store.#sessions is swept by a timer (sessions.js:13), which takes out what has expired: look for longer ' +
      'than its entries live';
    assert.deepEqual(remarks, isSwept ? [said] : []);
  });
}
