// Closes the inspector of a process that a console has opened before it was killed (see `guardOpening`). Arguments: the
// pid, when the process started, and the inodes of the sockets that it had. The inspector may not be open yet: so we
// look for it for a minute.
import { setTimeout as delay } from 'node:timers/promises';
import { Session } from '../session/session.js';
import { holdProcess } from './hold.js';
import { newInspector } from './process.js';
import { processFacts } from './procfs.js';

const LOOK_EVERY = 100;
const MOST_LOOKS = 600;

const [pid, startTicks, ...socketsBefore] = process.argv.slice(2);
for (let look = 0; look < MOST_LOOKS; look++) {
  const facts = processFacts(Number(pid));
  if (facts?.startTicks !== startTicks) break;
  const url = await newInspector(facts.pid, socketsBefore);
  if (url) {
    const session = await Session.connect(url);
    const { lease } = await holdProcess(session, { url, opened: true, expected: facts });
    await lease?.release();
    await session.close();
    break;
  }
  await delay(LOOK_EVERY);
}
