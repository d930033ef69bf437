import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { bin } from './open-console.mjs';
import { sendTraffic } from './send-traffic.mjs';
import { startService } from './start-service.mjs';

/** Requests go out in portions this far apart, ms, so that every look sees some. */
const PAUSE = 100;
const PORTION = 4;

/**
 * Diagnoses a service while traffic goes on.
 *
 * @param {string} file
 * @param {{ warmUp?: number, requests?: number }} traffic requests: how many the service stands in all, where these are few
 * @param {string} time how long to look
 * @returns {Promise<Record<string, any>>} the line of JSON
 */
export async function diagnoseService(file, { warmUp = 20, requests, ...traffic } = {}, time = '12s') {
  const service = await startService([file]);
  const child = spawn(
    process.execPath,
    [bin, 'diagnose', service.url, '--json', '--for', time, '--max-pause', '60s', '--timeout', '120s'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  let isDone = false;
  const ended = once(child, 'close').then(() => (isDone = true));
  try {
    await sendTraffic(service.port, traffic, 0, warmUp);
    // A service that stands few requests gets them one by one.
    const [portion, pause] = requests === undefined ? [PORTION, PAUSE] : [1, 800];
    for (let sent = warmUp; !isDone; sent += portion) {
      await sendTraffic(service.port, traffic, sent, portion);
      await wait(pause);
    }
    await ended;
  } finally {
    child.kill();
    await service.stop();
  }
  const line = output.split('\n').find((each) => each.startsWith('{'));
  if (!line) throw new Error(`diagnose gave nothing: ${errors.slice(-1000)}`);
  const answer = JSON.parse(line);
  if (answer.error) throw new Error(`diagnose: ${answer.error.message}`);
  return answer;
}
