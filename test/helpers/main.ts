import { Readable, Writable } from 'node:stream';
import { main } from '#src/main.js';
import type { CliResult } from './cli.js';

/** Runs `leakconsole …` in this process, which spares the start of another; `input` is what it reads from its stdin. */
export async function leakconsoleHere(args: readonly string[], { input = '' } = {}): Promise<CliResult> {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const io = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, env: {}, on() {}, off() {} };
  const code = await main(args, io);
  const json = () =>
    stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { args, code, stdout: stdout.text, stderr: stderr.text, json };
}

class Collector extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}
