import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { buildFramework } from './build-framework.mjs';
import { firstSaid, rowOf, rowOfGrown, rowsOf, textOf } from './judge.mjs';
import { openConsole } from './open-console.mjs';
import { sendTraffic, waitUntilItAnswers } from './send-traffic.mjs';
import { startService } from './start-service.mjs';

const WARM_UP = 20;
const REQUESTS = 200;

/** Runs a framework's production build: the rows of its own collection, and what a look costs. */
export async function runFramework(entry) {
  const folder = buildFramework(entry.name);
  const port = await findFreePort();
  const args = entry.start.map((arg) => arg.replace('PORT', String(port)));
  const env = { PORT: String(port), HOST: '127.0.0.1', NEXT_TELEMETRY_DISABLED: '1' };
  const service = await startService([join(folder, args[0]), ...args.slice(1)], { cwd: folder, env, port });
  try {
    await waitUntilItAnswers(port, '/visits/first');
    const session = openConsole(service.url);
    try {
      const send = async (from, count) => {
        await sendTraffic(port, { path: '/visits/' }, from, count);
        if (entry.page) await sendTraffic(port, { path: entry.page }, from, count / 10);
      };
      await send(0, WARM_UP);
      const base = await session.ask('.collections 500');
      await session.ask('.growth 50');
      await send(WARM_UP, REQUESTS);
      const collections = await session.ask('.collections 500');
      const growth = await session.ask('.growth 50');
      const grown = rowsOf(growth).find((row) => new RegExp(entry.class).test(textOf(row)));
      const retainers = await session.ask(`.retainers ${grown?.name ?? entry.ask}`);
      return {
        base: { row: rowOf(rowsOf(base), entry.holder), said: firstSaid(base) },
        collections: { row: rowOfGrown(rowsOf(collections), entry.holder), said: firstSaid(collections) },
        growth: { row: rowOf(rowsOf(growth), entry.class), said: textOf(rowsOf(growth).slice(0, 3)) },
        retainers: { row: rowOf(rowsOf(retainers), entry.retainers ?? entry.holder), said: firstSaid(retainers) },
        ownInTen: rowsOf(base).slice(0, 10).filter(isOfTheService).length,
        firstTen: rowsOf(base).slice(0, 10).map(textOf),
        walkMs: base.result?.walk?.ms,
        keptBytes: base.cost?.rssKeptBytes,
      };
    } finally {
      await session.close();
    }
  } finally {
    await service.stop();
  }
}

/** Whether a collection is reached from a file of the service: not from Node's or a package's. */
function isOfTheService(row) {
  const module = textOf(row.module ?? row.place ?? null);
  return module !== '' && !module.includes('node_modules') && !module.startsWith('node:');
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
