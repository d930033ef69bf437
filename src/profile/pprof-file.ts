import { Line, Location, Function as PprofFunction, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import { localPath } from '../places/local-path.js';
import { type AllocatingFunction, type CallTreeNode, callsOf } from './call-tree.js';

/** When a profile was taken, ms since 1970, and how; null where that is not known. */
export interface ProfileTimes {
  readonly takenAt: number;
  readonly since: number | null;
  readonly intervalBytes: number | null;
}

/**
 * Encodes a tree of calls in pprof's format, as Go's heap profiles are: `inuse_objects` (the samples) and
 * `inuse_space`. Files are paths, by which `pprof -list` finds the source.
 */
export function encodePprof(root: CallTreeNode, { takenAt, since, intervalBytes }: ProfileTimes): Uint8Array {
  const stringTable = new StringTable();
  const unitOf = (type: string, unit: string) =>
    new ValueType({ type: stringTable.dedup(type), unit: stringTable.dedup(unit) });
  const functions = new Map<AllocatingFunction, PprofFunction>();
  const idOf = (callee: AllocatingFunction): number => {
    let known = functions.get(callee);
    if (!known) {
      const name = stringTable.dedup(callee.name);
      const url = callee.place?.url ?? '';
      const filename = stringTable.dedup(localPath(url) ?? url);
      known = new PprofFunction({
        id: functions.size + 1,
        name,
        systemName: name,
        filename,
        startLine: callee.place?.line ?? 0,
      });
      functions.set(callee, known);
    }
    return Number(known.id);
  };
  const sample = [...callsOf(root)]
    .filter(({ selfBytes }) => selfBytes > 0)
    .map((call) => {
      const locationId: number[] = [];
      for (let at: CallTreeNode | null = call; at?.function; at = at.parent) locationId.push(idOf(at.function));
      return new Sample({ locationId, value: [call.selfSamples, Math.round(call.selfBytes)] });
    });
  return new Profile({
    stringTable,
    sampleType: [unitOf('inuse_objects', 'count'), unitOf('inuse_space', 'bytes')],
    defaultSampleType: stringTable.dedup('inuse_space'),
    periodType: unitOf('space', 'bytes'),
    period: intervalBytes ?? 0,
    timeNanos: BigInt(takenAt) * 1_000_000n,
    durationNanos: BigInt(since === null ? 0 : takenAt - since) * 1_000_000n,
    function: [...functions.values()],
    // A function is all that the sampler knows of a place, so each has one location.
    location: [...functions].map(([{ place }, { id }]) => {
      return new Location({ id, line: [new Line({ functionId: id, line: place?.line ?? 0 })] });
    }),
    sample,
  }).encode();
}
