import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { packageFile } from '../package-files.js';
import { type Program, startProgram } from '../target/spawn.js';

/** The leaky sample service, running as a process of its own. */
export interface Demo {
  readonly program: Program;
  /** Where its API answers, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Asks it for `count` random users, one after the other; resolves once all are answered. */
  visit(count: number): Promise<void>;
  /**
   * Asks it for some random users a second until it is stopped, or the service ends. Gives the function that stops it.
   */
  visitSteadily(perSecond: number): () => void;
  /** Ends the service and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts the sample service with its inspector on a free port. It ends with us, however we end. */
export async function startDemo(): Promise<Demo> {
  const program = await startProgram(fileURLToPath(packageFile('dist/demo/service.mjs')), [], { tied: true });
  const origin = await originOf(program);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const visitOnce = async (): Promise<void> => {
    const [response] = await once(get(`${origin}/users/random`, { agent }), 'response');
    await once(response.resume(), 'end');
  };
  return {
    program,
    origin,
    visit: async (count) => {
      for (let i = 0; i < count; i++) await visitOnce();
    },
    visitSteadily: (perSecond) => {
      const timer = setInterval(() => visitOnce().catch(stopVisiting), 1000 / perSecond);
      const stopVisiting = (): void => clearInterval(timer);
      timer.unref();
      return stopVisiting;
    },
    stop: async () => {
      agent.destroy();
      await program.stop();
    },
  };
}

/** Where the service says that it listens. What it writes later is not read by anybody else, so it is read on. */
async function originOf({ stdout, stderr, ended, stop }: Program): Promise<string> {
  let text = '';
  stderr.resume();
  const told = new Promise<string>((resolve) => {
    stdout.on('data', (chunk) => {
      text += chunk;
      const match = /^listening on (http:\S+)/m.exec(text);
      if (match) resolve(match[1]);
    });
  });
  const origin = await Promise.race([told, ended.then(() => null)]);
  if (origin === null) {
    await stop();
    throw new UserError('not-started', 'the sample service ended at once', { hint: 'is the package complete?' });
  }
  return origin;
}
