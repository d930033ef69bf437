import { spend } from '../../dispatch/afford.js';
import type { Context } from '../../dispatch/context.js';
import { ExitCode, UserError } from '../../errors.js';
import { callNow } from '../../session/call.js';
import { loadEntryNow } from '../../session/entry.js';

/** A snapshot that the target wrote, or will write, on its own disk. */
export interface SnapshotElsewhere {
  /** Null if it is yet to be written. */
  readonly file: string | null;
  readonly bytes: number | null;
  /** Only the target has read it. */
  readonly nodes: null;
  readonly edges: null;
  /** Where Node will write it when the heap is near its limit. */
  readonly armedIn: string | null;
  /** How many it was asked to write there; where it was armed before, Node heeds that alone, and nobody can ask it for how many. */
  readonly asked: number | null;
}

const UNREAD = { nodes: null, edges: null } as const;

/** Lets the target write a snapshot on its own disk, if the budget allows it. */
export async function snapshotOnTarget(context: Context<'live'>, path: string): Promise<SnapshotElsewhere> {
  const { session } = context.target;
  refuseReadOnly(context);
  const entry = await loadEntryNow(session, 'process');
  const written = await spend(context, 'snapshot', () => callNow(session, entry, 'writeSnapshot', path));
  if ('error' in written) {
    if (written.error === null) {
      throw new UserError('file-exists', `${path} is already there on the target, and is not overwritten`, {
        hint: 'remove it, or choose another name',
      });
    }
    throw new UserError('unwritable-file', `the target cannot write ${path}: ${written.error}`, {
      hint: 'name a directory on its disk that it may write to; nothing was left behind',
    });
  }
  return { ...UNREAD, file: written.path, bytes: written.bytes, armedIn: null, asked: null };
}

/**
 * Arms V8's snapshots near the heap limit, `wanted` of them, or says why they cannot be disarmed: Node offers no way back (lib/v8.js,
 * setHeapSnapshotNearHeapLimit ignores further calls), but it disarms itself with the last that we ask for.
 */
export async function snapshotNearLimit(context: Context<'live'>, wanted: string): Promise<SnapshotElsewhere> {
  const { target, notice } = context;
  if (wanted === 'off') {
    throw new UserError('cannot-disarm', 'Node has no way to disarm the snapshots near the heap limit', {
      hint: 'it ends by itself with the last of them that is written, or with the process',
    });
  }
  const count = countOf(wanted);
  refuseReadOnly(context);
  const entry = await loadEntryNow(target.session, 'process');
  const directory = await callNow(target.session, entry, 'armNearLimit', count);
  if (directory === null) {
    throw new UserError(
      'not-supported',
      `${target.process.description.runtime} cannot write a snapshot near the heap limit`,
      {
        hint: 'Node 18.10 and later can',
      },
    );
  }
  notice('this outlives the console: it ends with the last snapshot that is written, or with the process');
  return { ...UNREAD, file: null, bytes: null, armedIn: directory, asked: count };
}

/** Node takes 32 bits. */
function countOf(text: string): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UserError('usage', `--near-limit must be a positive whole number or off, not “${text}”`, {
    hint: '--near-limit 1 lets Node write one snapshot',
    exitCode: ExitCode.usage,
  });
}

function refuseReadOnly({ target }: Context<'live'>): void {
  if (!target.process.readOnly) return;
  throw new UserError('read-only', 'refused: this would change something in the target, or on its disk', {
    hint: 'attach without --read-only to do it',
  });
}
