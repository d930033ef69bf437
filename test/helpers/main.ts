import { Readable, Writable } from 'node:stream';
import type { Registry } from '#src/dispatch/registry.js';
import { main } from '#src/main.js';
import { REGISTRY } from '#src/registry.js';
import type { CliResult } from './cli.js';

/** Runs `leakconsole …` in this process, which spares the start of another; `input` is what it reads from its stdin. */
export async function leakconsoleHere(
  args: readonly string[],
  { input = '', registry = REGISTRY }: { input?: string; registry?: Registry } = {},
): Promise<CliResult> {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const io = { stdin: Readable.from([Buffer.from(input)]), stdout, stderr, env: {}, on() {}, off() {} };
  const code = await main(args, io, registry);
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
