import { UserError } from '../errors.js';

/**
 * What a second connection tells of the other side. `answers`: an inspector is there, which answers from a thread of
 * its own, however busy its process is. `refuses`: nothing listens there any more. `silent`: nobody answers, neither so
 * nor so.
 */
export type LinkState = 'answers' | 'refuses' | 'silent';

/** Asks by a second connection. Never rejects. */
export type LinkProbe = () => Promise<LinkState>;

/** The connection is gone, and as far as we know the target is not. */
export class ConnectionLost extends UserError {
  constructor(name: string, cause: 'silent' | 'broken') {
    const how = cause === 'silent' ? 'is silent, and a second one too' : 'broke';
    super('connection-lost', `the connection to ${name} ${how}`, {
      hint: 'the target may well go on; whether it did what was under way is not known. Attach again',
    });
  }
}

/** What is needed of a session to watch its connection. */
interface Watched {
  readonly name: string;
  readonly silenceMs: number;
  readonly quietMs: number;
  readonly probe: LinkProbe | null;
  readonly ended: Promise<unknown>;
  ping(): void;
  abandon(reason: UserError): void;
}

/** How often a silent connection is looked at, ms. */
const LOOK_EVERY = 5000;
/** After how many looks in a row that nobody answers a connection is given up. */
const MOST_SILENT_LOOKS = 2;
/** After how many times that of quiet an idle connection is used: what leads there may drop it after a minute. */
const PING_AFTER = 6;

/**
 * Ends a session whose connection has died without a word: when a command waits, nothing comes for `everyMs`, and a
 * second connection is not answered either, twice in a row. A target that is merely busy is waited for. One that is
 * idle is kept in use, and so its death noticed.
 */
export function watchLink(session: Watched, everyMs: number = LOOK_EVERY): void {
  let silentLooks = 0;
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    if (session.probe !== null && session.quietMs >= PING_AFTER * everyMs) session.ping();
    isLooking = true;
    const isSilent = session.silenceMs >= everyMs && (await session.probe?.()) === 'silent';
    silentLooks = isSilent ? silentLooks + 1 : 0;
    isLooking = false;
    if (silentLooks >= MOST_SILENT_LOOKS) session.abandon(new ConnectionLost(session.name, 'silent'));
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  session.ended.then(() => clearInterval(timer));
}
