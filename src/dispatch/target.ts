import type { Isolate } from '../isolate/isolate.js';
import type { Threads } from '../isolate/threads.js';
import type { WaitOptions } from '../isolate/wait-for-target.js';
import type { Page } from '../page/page.js';
import type { Session } from '../session/session.js';
import type { SnapshotFile } from '../snapshot/files.js';

/**
 * What a console is attached to: an isolate of a running process, a page of a browser, or opened heap snapshot files,
 * the latest last.
 */
export type Target = LiveTarget | PageTarget | FilesTarget;
/** `live`, `page` or `files`: what a command declares it works on. */
export type TargetKind = Target['kind'];

/** A running process, or several of one service. */
export interface LiveTarget {
  readonly kind: 'live';
  /** The isolate that commands look at. */
  isolate: Isolate;
  /** All threads of its process. */
  threads: Threads;
  /** The processes of a service that are looked at together, unless one of them is chosen; null for a process alone. */
  readonly group: ProcessGroup | null;
  /**
   * Attaches to the same process again when the connection to it was lost: `isolate` is then another. Not there where
   * we cannot. Rejects with a UserError, `target-gone` where another process has taken its place.
   */
  readonly reconnect?: (signal: AbortSignal) => Promise<void>;
}

/** A process as a target: `isolate` is the one of its threads that is looked at first. */
export function liveTarget(
  { isolate, threads }: Pick<LiveTarget, 'isolate' | 'threads'>,
  reconnect?: LiveTarget['reconnect'],
): LiveTarget {
  return { kind: 'live', isolate, threads, group: null, reconnect };
}

/** One process of a group. */
export interface Member {
  /** Its main thread. */
  readonly isolate: Isolate;
  readonly threads: Threads;
}

/** The processes of a service that are looked at together. */
export interface ProcessGroup {
  /** As the user named it. */
  readonly name: string;
  readonly members: readonly Member[];
  /** The one that is looked at alone; null: all. */
  chosen: Member | null;
  /**
   * Takes up processes that have come since, and leaves out those that have ended. Rejects with a UserError where all
   * have.
   */
  refresh(wait: WaitOptions): Promise<void>;
  /** Does work that stalls its process when that of the others is done. */
  oneAtATime<T>(work: () => Promise<T>): Promise<T>;
}

/** A group as a target: all of it. Its isolate is that of the first process, until one is chosen. */
export function groupTarget(group: ProcessGroup): LiveTarget {
  return { ...liveTarget(group.members[0]), group };
}

/** Whether commands look at all processes of a group. */
export function looksAtAll(target: Target): target is LiveTarget & { readonly group: ProcessGroup } {
  return target.kind === 'live' && target.group !== null && target.group.chosen === null;
}

/** Makes the process that is chosen of a group, or its first, the one that is looked at. */
export function followChoice(target: LiveTarget): void {
  const { group, threads } = target;
  const member = group && (group.chosen ?? group.members[0]);
  if (!member || member.threads === threads) return;
  target.threads = member.threads;
  target.isolate = member.threads.main;
}

/**
 * The session with whose end the target is gone; null for files, and for a group, of which one that ends is left out.
 */
export function sessionOf(target: Target): Session | null {
  if (target.kind === 'page') return target.page.session;
  return target.kind === 'live' && target.group === null ? target.threads.main.session : null;
}

/** What a command gives on its way, and what that has cost. */
export interface Run {
  readonly results: AsyncIterable<unknown>;
  /** What was spent since it was last taken. */
  takeSpent(): Spent;
}

/** A page of a browser, or a worker of one. */
export interface PageTarget {
  readonly kind: 'page';
  readonly page: Page;
}

/** Opened heap snapshot files, the latest last. */
export interface FilesTarget {
  readonly kind: 'files';
  readonly files: readonly SnapshotFile[];
}

/** What an answer cost the target: the longest stall of its event loop, ms, and the growth of its RSS, bytes. */
export interface Cost {
  /** The longest stall of its event loop, ms. */
  readonly pauseMs: number;
  /** How far its RSS rose, bytes; null where that was not measured. */
  readonly rssDeltaBytes: number | null;
  /** How much of that is still there afterwards, bytes. */
  readonly rssKeptBytes?: number;
}

/** Through which lens was looked, and what that cost; null where nothing was looked at. */
export interface Spent {
  readonly lens: string | null;
  readonly cost: Cost | null;
}

/** The cost of an answer for which nothing was looked at. */
export const NOTHING_SPENT: Spent = { lens: null, cost: null };
