import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildService } from './build-service.mjs';
import { firstSaid, rowOf, rowOfFinding, rowOfGrown, rowsOf, textOf } from './judge.mjs';
import { openConsole } from './open-console.mjs';
import { corpus } from './packages.mjs';
import { diagnoseService } from './run-diagnose.mjs';
import { sendTraffic } from './send-traffic.mjs';
import { startService } from './start-service.mjs';

const WARM_UP = 20;
const REQUESTS = 300;
/** ms for what follows an answer in the service: closed sockets, ended timers. */
const SETTLES_WITHIN = 500;

/** The file to start for an entry of the corpus. */
export function serviceFile(folder, { name, build }) {
  if (build !== undefined) return buildService(join(corpus, folder, `${name}.ts`), build);
  const files = ['cjs', 'mjs'].map((extension) => join(corpus, folder, `${name}.${extension}`));
  return files.find((file) => existsSync(file));
}

/** Runs a leak twice: as an engineer looks at it, and by `diagnose`. */
export async function runLeak(entry) {
  const answers = await runCommands(entry);
  const { findings } = (await diagnoseService(serviceFile('leaks', entry), entry.traffic)).result;
  return { ...answers, diagnose: { row: rowOfFinding(findings, entry), said: findings[0]?.sentence ?? 'no finding' } };
}

/**
 * Runs a leak: base looks, traffic, second looks; what holds the class that grew, and the path of one of its objects.
 *
 * @returns {Promise<Answers>} for each command the row that names the culprit (null: none does), and what it said first
 */
async function runCommands(entry) {
  const { warmUp = WARM_UP, requests = REQUESTS, ...traffic } = entry.traffic ?? {};
  const service = await startService([serviceFile('leaks', entry)]);
  const session = openConsole(service.url);
  try {
    await sendTraffic(service.port, traffic, 0, warmUp);
    await wait(SETTLES_WITHIN);
    const base = await session.ask('.collections 200');
    await session.ask('.growth 50');
    await sendTraffic(service.port, traffic, warmUp, requests);
    await wait(SETTLES_WITHIN);
    const collections = await session.ask('.collections 200');
    const growth = await session.ask('.growth 50');
    const grown = rowsOf(growth).find((row) => new RegExp(entry.class).test(textOf(row)));
    const name = grown?.name ?? entry.ask;
    const retainers = await session.ask(`.retainers ${name} --paths 20`);
    const path = entry.path === null ? null : await askPath(session, name, entry.expression);
    const { holder } = entry;
    return {
      base: { row: rowOf(rowsOf(base), holder), said: firstSaid(base) },
      collections: { row: rowOfGrown(rowsOf(collections), holder), said: firstSaid(collections) },
      growth: { row: rowOf(rowsOf(growth), entry.class), said: textOf(rowsOf(growth).slice(0, 3)) },
      retainers: { row: rowOf(rowsOf(retainers), entry.retainers ?? holder), said: firstSaid(retainers) },
      path: path === null ? null : { row: new RegExp(entry.path ?? holder).test(path) ? 1 : null, said: path },
    };
  } finally {
    await session.close();
    await service.stop();
  }
}

/** The path of an object of the class, the youngest if the console gives that first; or of one that an expression names. */
async function askPath(session, name, expression) {
  if (expression === undefined) {
    const instances = await session.ask(`.instances ${name} 1`);
    if (instances.error) return firstSaid(instances);
  }
  const path = await session.ask(`.path ${expression ?? '$0'}`);
  return path.error ? firstSaid(path) : textOf(path.result.found) || 'the walk did not come to it';
}
