import type { Diagnosis, SuspectPath } from '#src/diagnosis/diagnosis.js';
import type { StackRow } from '#src/profile/allocations.js';

const PATH: SuspectPath = {
  count: 1240,
  retainedBytes: 34_000_000,
  start: { kind: 'module', name: 'service.mjs', url: 'file:///app/service.mjs', isMain: true },
  steps: [stepOf('cache', 'context', 'Map', 34e6), stepOf('[]', 'element', 'User', 27_000)],
  suspect: 1,
};

function stepOf(edge: string, edgeType: 'context' | 'element', name: string, retainedBytes: number) {
  const unknown = {
    function: null,
    location: null,
    place: null,
    definedAt: null,
    definedAtPlace: null,
    keeps: null,
    weakMap: null,
    repeats: 0,
  };
  return { ...unknown, edge, edgeType, name, type: 'object', id: 1, retainedBytes };
}

function stackRow(
  name: string,
  line: number,
  selfBytes: number,
  totalBytes: number,
  calls: readonly StackRow[],
): StackRow {
  const place = { url: 'file:///app/service.mjs', line, column: 1 };
  return { name, place, location: `service.mjs:${line}`, selfBytes, totalBytes, count: 10, calls, more: 0 };
}

/** A diagnosis with a leak, as a live one of six looks gives it. */
export function exampleDiagnosis(): Diagnosis {
  const at = (look: number) => new Date(Date.UTC(2026, 0, 1) + look * 24_000).toISOString();
  return {
    verdict: 'leak',
    summary: '1 thing grew at every look',
    findings: [
      {
        kind: 'request cache',
        sentence: 'main.cache (Map) in service.mjs:8 gained 1,240 User a minute at every look (5 of 5) and lost none.',
        advice: 'Nothing ever deletes from it: bound it (LRU, TTL), or use a WeakMap.',
        class: 'User',
        holder: { path: 'main.cache', kind: 'Map', module: 'file:///app/service.mjs', place: null, entries: 1240 },
        sites: [
          {
            name: 'fetchUser',
            place: { url: 'file:///app/service.mjs', line: 14, column: 1 },
            location: 'service.mjs:14',
            bytes: 2e6,
            basis: 'source',
          },
        ],
        perMinute: 1240,
        bytesPerHour: 18e6,
        retainedBytes: 34e6,
        share: 0.61,
        signature: '0a1b2c3d',
        confidence: 'high',
        evidence: ['its keys: ids or addresses, each of which comes once'],
        package: null,
        course: [10, 20, 30, 40, 50, 60],
        path: PATH,
        next: ['.retainers User', '.collections'],
      },
    ],
    known: [],
    remarks: ['main.recent grew by 30, at 2 of 5 looks'],
    allocations: {
      liveBytes: 3e6,
      errorBytes: 2e5,
      stacks: [
        stackRow('serve', 12, 0, 3e6, [stackRow('fetchUser', 14, 2e6, 2e6, []), stackRow('log', 30, 1e6, 1e6, [])]),
      ],
    },
    notLookedAt: ['who allocates it: --no-alloc'],
    trend: {
      live: [0, 1, 2, 3, 4, 5].map((look) => ({ at: at(look), bytes: 30e6 + look * 1e6 })),
      bytesPerHour: 18e6,
      limitAt: [at(1000), at(2000)],
    },
    grows: ['heap'],
    vitals: {
      rssBytes: 120e6,
      heapUsedBytes: 35e6,
      heapTotalBytes: 50e6,
      heapLimitBytes: 2e9,
      externalBytes: 3e6,
      arrayBuffersBytes: 1e6,
      otherBytes: 60e6,
      limitBytes: null,
      freeBytes: 1e9,
    },
    biggest: [
      { name: 'Map', path: 'main.cache', count: 1, retainedBytes: 34e6, share: 0.61, within: null },
      { name: 'Array', path: 'main.cache[].orders', count: 1240, retainedBytes: 14e6, share: 0.25, within: 0 },
      { name: 'Object', path: 'main.config', count: 1, retainedBytes: 3e6, share: 0.05, within: null },
    ],
    since: at(0),
    takenAt: at(5),
    looks: 6,
    plannedLooks: 6,
    cost: { pauseMs: 1900, rssDeltaBytes: 142e6 },
  };
}
