import { setTimeout as wait } from 'node:timers/promises';
import { rowsOf, textOf } from './judge.mjs';
import { openConsole } from './open-console.mjs';
import { diagnoseService } from './run-diagnose.mjs';
import { serviceFile } from './run-leak.mjs';
import { sendTraffic } from './send-traffic.mjs';
import { startService } from './start-service.mjs';

const WARM_UP = 100;
const REQUESTS = 200;
const LOOKS = 5;

/** Runs a healthy service twice: as an engineer looks at it, and by `diagnose`. */
export async function runHealthy(entry) {
  const answers = await runCommands(entry);
  const { result } = await diagnoseService(serviceFile('healthy', entry), { warmUp: WARM_UP, ...entry.traffic });
  return { ...answers, verdict: result.verdict, findings: result.findings.map(({ sentence }) => sentence) };
}

/**
 * Runs a healthy service: a base look, then traffic and a look, again and again.
 *
 * @returns what grew at every look: collections and classes of the service and its packages; an alarm if any did
 */
async function runCommands(entry) {
  const traffic = entry.traffic ?? {};
  const service = await startService([serviceFile('healthy', entry)]);
  const session = openConsole(service.url);
  try {
    let sent = 0;
    const send = async (count) => {
      await sendTraffic(service.port, traffic, sent, count);
      sent += count;
      await wait(entry.pause ?? 300);
    };
    await send(WARM_UP);
    await session.ask('.collections 50');
    await session.ask('.growth 50');
    let collections;
    let classes;
    for (let look = 0; look < LOOKS; look++) {
      await send(REQUESTS);
      collections = keepGrown(collections, await session.ask('.collections 50'));
      classes = keepGrown(classes, await session.ask('.growth 50'));
    }
    return { collections: [...collections], classes: [...classes], alarm: collections.size > 0 || classes.size > 0 };
  } finally {
    await session.close();
    await service.stop();
  }
}

/** The names of what grew at this look, and at those before if there were any. */
function keepGrown(before, answer) {
  if (answer.error) throw new Error(`${answer.command}: ${answer.error.message}`);
  const grown = new Set(
    rowsOf(answer)
      .filter((row) => row.delta > 0)
      .map(nameOf),
  );
  return before === undefined ? grown : new Set([...before].filter((name) => grown.has(name)));
}

function nameOf(row) {
  return row.path === undefined ? `${row.name} ${textOf(row.location ?? row.place ?? null)}`.trim() : textOf(row.path);
}
