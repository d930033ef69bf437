// Chrome DevTools' heap snapshot worker without a window: bundled by devtools.mjs, run as the main thread or as its second.
//   node devtools.js FILE [--classes]
import { openSync, readSync } from 'node:fs';
import { isMainThread, MessageChannel, Worker, workerData } from 'node:worker_threads';
import {
  HeapSnapshot,
  HeapSnapshotLoader,
} from 'chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker/heap_snapshot_worker.js';

if (isMainThread) {
  await main(process.argv[2], process.argv.includes('--classes'));
} else {
  new HeapSnapshot.SecondaryInitManager(workerData.port);
}

async function main(file, withClasses) {
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
  const aggregates = snapshot.getAggregatesByClassKey(false, 'allObjects');
  const classes = Object.entries(aggregates).map(([key, { count, self, maxRet }]) => [key, count, self, maxRet]);
  process.stdout.write(JSON.stringify(withClasses ? classes : { classes: classes.length }));
  await second.terminate();
}
