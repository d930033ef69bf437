// A thread that does tasks for another one: see `HelperThreads`.
import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { Scratch } from '../heap/scratch.js';
import type { ResultMessage, TaskMessage } from './helper-threads.js';
import { runTask } from './tasks.js';

const port = parentPort;
if (port === null) throw new Error('this is no program of its own');
const scratch = new Scratch();
for await (const [message] of on(port, 'message') as AsyncIterable<[TaskMessage | null]>) {
  if (message === null) break;
  const { id, name, input } = message;
  port.postMessage({ id, result: await runTask(name, input, scratch) } satisfies ResultMessage);
}
port.close();
