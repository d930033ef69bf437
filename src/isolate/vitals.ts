import * as fs from 'node:fs';
import type { VitalsReading } from '../analysis/vitals.js';
import { countDescriptors } from '../injected/vitals/count-descriptors.js';
import type { MallocProbe } from '../injected/vitals/probe-malloc.js';
import { callNow } from '../session/call.js';
import { loadEntryNow } from '../session/entry.js';
import type { Isolate } from './isolate.js';
import { retryWhileLoading } from './retry-while-loading.js';

export type { MallocProbe };

/**
 * Reads all that can leak in a process (see `Vitals`); costs it about a millisecond, and 10 where it runs on another
 * machine.
 */
export async function readVitals({
  session,
  snapshots: { keptBytes },
  process: { localPid },
}: Isolate): Promise<VitalsReading> {
  const outside = localPid === null ? null : countDescriptors(fs, localPid);
  const entry = await loadEntryNow(session, 'vitals');
  const raw = await retryWhileLoading(() => callNow(session, entry, 'read', outside === null));
  const { rssBytes, heapPagesBytes, externalBytes, arrayBuffersBytes, fileMappingsBytes, resources } = raw;
  const { oldGenerationBytes, threads, nativeContexts, globalHandlesBytes } = raw;
  const accounted = heapPagesBytes + externalBytes + (fileMappingsBytes ?? 0) + keptBytes;
  return {
    at: new Date().toISOString(),
    vitals: {
      rssBytes,
      oldGenerationBytes,
      heapPagesBytes,
      arrayBuffersBytes,
      // Node's count of array buffers has shared ones in it, which V8's external memory has not.
      otherExternalBytes: Math.max(0, externalBytes - arrayBuffersBytes),
      fileMappingsBytes,
      nativeBytes: Math.max(0, rssBytes - accounted),
      snapshotsKeptBytes: keptBytes,
      threads,
      descriptors: outside ?? raw.descriptors,
      timers: resources.Timeout ?? 0,
      sockets: (resources.TCPSocketWrap ?? 0) + (resources.PipeWrap ?? 0),
      childProcesses: resources.ProcessWrap ?? 0,
      nativeContexts,
      globalHandlesBytes,
    },
  };
}

/**
 * Asks malloc of the target for up to so many bytes, until it has to take new memory; null where that cannot be told.
 */
export async function probeMalloc({ session }: Isolate, mostBytes: number): Promise<MallocProbe | null> {
  return await callNow(session, await loadEntryNow(session, 'vitals'), 'probeMalloc', mostBytes);
}
