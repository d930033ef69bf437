import { program } from '../program.js';
import { type Timer, Timers } from '../timers.js';

/**
 * The event loop of a target's inspector on Linux: its epoll descriptor, and how many descriptors it polls with nobody
 * attached.
 */
export interface InspectorLoop {
  readonly epoll: number;
  readonly atRest: number;
}

/** A console that takes a hold on a process, or renews it. */
export interface Joining {
  /** The name of the console. */
  readonly id: string;
  /** Whether the last console must close the inspector: one of them has opened it, or nobody else would. */
  readonly opened: boolean;
  /** The event loop of the inspector, if it is known. */
  readonly loop: InspectorLoop | null;
  /** How often the target looks for consoles that do not renew their hold, ms. The first console decides. */
  readonly tickMs: number;
}

/** All that lives in a target: the value of `globalThis[Symbol.for('leakconsole')]`, shared by all consoles. */
interface Registry {
  /** Whether one of us opened the inspector: then the last one closes it. */
  opened: boolean;
  /** For each console its own object, with null prototype, in which it keeps what must last. */
  readonly sessions: Record<string, Record<string, unknown>>;
  join(joining: Joining): void;
  /** Opens the inspector at another port, as soon as nobody is attached, within some seconds; it must be ours. */
  move(): void;
  leave(id: string): void;
}

const KEY = Symbol.for('leakconsole');
/**
 * After how many ticks without a renewal a console is forgotten: one whose connection is missing, and one whose
 * connection is there.
 */
const MOST_MISSES = 4;
const MOST_MISSES_CONNECTED = 100;
/** How often it is looked whether everybody has hung up. */
const MOST_ATTEMPTS = 500;
const { getOwnPropertyDescriptor, defineProperty, deleteProperty, ownKeys } = Reflect;

const timers = new Timers(program);
const { readFileSync } = program.load('fs') as typeof import('node:fs');

/**
 * Takes or renews a console's hold on this process. Returns false if the program forbids new globals.
 *
 * A console that was killed renews its hold no longer, and, where connections can be counted, has none either: it is
 * forgotten after four ticks, and the inspector closed if it was ours. But `inspector.close()` waits until each client
 * has hung up, and the whole process waits with it: a client that is only suspended would freeze the process. So we
 * close when we can see that nobody is attached.
 */
export function joinRegistry(joining: Joining): boolean {
  const existing = currentRegistry();
  if (existing) existing.join(joining);
  else {
    const registry = new LeaseRegistry(joining.tickMs);
    if (!defineProperty(program.global, KEY, { value: registry, configurable: true, enumerable: false })) return false;
    registry.begin();
    registry.join(joining);
  }
  return true;
}

/** Moves the inspector of this process to any port of loopback that is free, when the console has hung up. */
export function moveInspector(): void {
  currentRegistry()?.move();
}

/** Gives back a console's hold on this process. Tells whether the inspector is about to be closed. */
export function leaveRegistry(id: string): boolean {
  const registry = currentRegistry();
  if (!registry) return false;
  registry.leave(id);
  return registry.opened && currentRegistry() === undefined;
}

function currentRegistry(): Registry | undefined {
  const value: unknown = getOwnPropertyDescriptor(program.global, KEY)?.value;
  return typeof value === 'object' && value !== null ? (value as Registry) : undefined;
}

class LeaseRegistry implements Registry {
  opened = false;
  readonly sessions: Registry['sessions'] = Object.create(null);
  readonly #misses: Record<string, number> = Object.create(null);
  readonly #tickMs: number;
  #loop: InspectorLoop | null = null;
  #timer: Timer | undefined;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Begins to watch the renewals. */
  begin(): void {
    this.#timer = timers.every(this.#tickMs, () => this.#tick());
  }

  join({ id, opened, loop }: Joining): void {
    this.sessions[id] ??= Object.create(null);
    this.#misses[id] = 0;
    this.opened ||= opened;
    // The latest: the inspector may have been moved.
    this.#loop = loop ?? this.#loop;
  }

  move(attempt = 0): void {
    timers.after(10, () => {
      const attached = this.#connections();
      if (attached === null) return;
      if (attached !== 0) {
        if (attempt < MOST_ATTEMPTS) this.move(attempt + 1);
        return;
      }
      const { close, open } = program.load('inspector') as typeof import('node:inspector');
      close();
      open(0, '127.0.0.1', false);
    });
  }

  leave(leaver: string): void {
    this.#drop(leaver);
    if (this.#isEmpty()) this.#end(true);
  }

  #tick(): void {
    for (const name of ownKeys(this.sessions) as string[]) {
      this.#misses[name]++;
      const isMissing = (this.#connections() ?? 0) < ownKeys(this.sessions).length;
      if (this.#misses[name] >= (isMissing ? MOST_MISSES : MOST_MISSES_CONNECTED)) this.#drop(name);
    }
    if (this.#isEmpty()) this.#end(false);
  }

  #drop(name: string): void {
    delete this.sessions[name];
    delete this.#misses[name];
  }

  #isEmpty(): boolean {
    return ownKeys(this.sessions).length === 0;
  }

  #end(byGoodbye: boolean): void {
    this.#timer?.stop();
    if (currentRegistry() === this) deleteProperty(program.global, KEY);
    if (this.opened) timers.after(10, () => this.#closeWhenUnused(byGoodbye, 0));
  }

  #closeWhenUnused(byGoodbye: boolean, attempt: number): void {
    const successor = currentRegistry();
    if (successor) {
      successor.opened = true;
      return;
    }
    const { url, close } = program.load('inspector') as typeof import('node:inspector');
    if (url() === undefined) return;
    const attached = this.#connections();
    // Where we cannot count, who said goodbye has also hung up; who did not may be suspended.
    if (attached === 0 || (attached === null && byGoodbye && attempt > 2)) close();
    else if (attached !== null || byGoodbye) {
      const waitMs = attempt < 50 ? 10 : this.#tickMs;
      timers.after(waitMs, () => this.#closeWhenUnused(byGoodbye, attempt + 1));
    }
  }

  /** How many clients are attached to the inspector; null where that cannot be told. */
  #connections(): number | null {
    if (!this.#loop) return null;
    try {
      const info = readFileSync(`/proc/self/fdinfo/${this.#loop.epoll}`, 'latin1');
      return info.split('tfd:').length - 1 - this.#loop.atRest;
    } catch {
      return null;
    }
  }
}
