// Chrome DevTools' heap snapshot worker without a window: bundled by devtools.mjs, run as the main thread or as its
// second.
//   node devtools.js FILE [--classes]
//   node devtools.js FILE --base FILE
import { openSync, readSync } from 'node:fs';
import { isMainThread, MessageChannel, Worker, workerData } from 'node:worker_threads';
import {
  HeapSnapshot,
  HeapSnapshotLoader,
} from 'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/heap_snapshot_worker.js';

if (isMainThread) {
  const [, , file, option, base] = process.argv;
  await main(file, option === '--classes', option === '--base' ? base : null);
} else {
  new HeapSnapshot.SecondaryInitManager(workerData.port);
}

async function main(file, withClasses, base) {
  const snapshot = await load(file);
  if (base !== null) {
    const before = (await load(base)).aggregatesForDiff(snapshot.interfaceDefinitions());
    const diffs = Object.values(snapshot.calculateSnapshotDiff('base', before));
    const figures = ({ addedCount, removedCount, addedSize, removedSize }) => [
      addedCount,
      removedCount,
      addedSize,
      removedSize,
    ];
    process.stdout.write(JSON.stringify(diffs.map((diff) => [diff.name, ...figures(diff)])));
    return;
  }
  const aggregates = snapshot.getAggregatesByClassKey(false, 'allObjects');
  const classes = Object.entries(aggregates).map(([key, { count, self, maxRet }]) => [key, count, self, maxRet]);
  process.stdout.write(JSON.stringify(withClasses ? classes : { classes: classes.length }));
}

async function load(file) {
  const { port1, port2 } = new MessageChannel();
  const second = new Worker(new URL(import.meta.url), { workerData: { port: port2 }, transferList: [port2] });
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent() {} });
  // DevTools' front end sends the file in texts of 10 MB (ChunkedFileReader); the files are ASCII.
  const descriptor = openSync(file);
  const buffer = Buffer.alloc(10_000_000);
  for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
    loader.write(buffer.latin1Slice(0, read));
    // The loader works while it waits for the next text.
    await new Promise(setImmediate);
  }
  loader.close();
  const snapshot = await loader.buildSnapshot(port1);
  await second.terminate();
  return snapshot;
}
