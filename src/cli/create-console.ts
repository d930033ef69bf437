import type { Interrupts } from '../dispatch/interrupts.js';
import type { Console } from '../dispatch/run-command.js';
import type { Target } from '../dispatch/target.js';
import type { SnapshotReading } from '../snapshot/files.js';
import { userIndexes } from '../snapshot/index-location.js';
import type { Invocation } from './settings.js';
import { terminalListener } from './terminal-listener.js';

/** A console on a target, whose results go to stdout. */
export function createConsole(target: Target, invocation: Invocation, { untilEnough }: Interrupts): Console {
  const { settings, io, registry } = invocation;
  const { json, screen, lens } = settings;
  return {
    ...terminalListener(settings, io),
    registry,
    target,
    json,
    screen,
    lens,
    follow: null,
    untilEnough,
    endsSession: false,
    reading: readingOf(invocation),
  };
}

/** How the user wants snapshot files to be read. */
export function readingOf({ settings, io }: Invocation): SnapshotReading {
  const { notice } = terminalListener(settings, io);
  const { indexCacheBytes, sourceMaps } = settings;
  return { indexes: userIndexes(io.env, indexCacheBytes, notice), sourceMaps, notice };
}
