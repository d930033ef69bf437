/** The event loop of a target's inspector on Linux: its epoll descriptor, and how many descriptors it polls with nobody attached. */
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

/** All that lives in a target: the value of `globalThis[Symbol.for('leakconsole')]`. */
export interface Registry {
  /** Whether one of us opened the inspector: then the last one closes it. */
  opened: boolean;
  /** For each console its own object, with null prototype, in which it keeps what must last. */
  readonly sessions: Record<string, Record<string, unknown>>;
  join(joining: Joining): void;
  leave(id: string): void;
}

/**
 * Takes or renews a console's hold on this process. Returns false if the program forbids new globals.
 *
 * A console that was killed renews its hold no longer, and, where connections can be counted, has none either: it is forgotten after four
 * ticks, and the inspector closed if it was ours. But `inspector.close()` waits until each client has hung up, and the whole process
 * waits with it: a client that is only suspended would freeze the process. So we close when we can see that nobody is attached.
 */
export function joinRegistry(joining: Joining, builtin: (name: string) => unknown): boolean {
  const key = Symbol.for('leakconsole');
  const { getOwnPropertyDescriptor, defineProperty, deleteProperty, ownKeys } = Reflect;
  const existing = getOwnPropertyDescriptor(globalThis, key)?.value as Registry | undefined;
  if (existing) {
    existing.join(joining);
    return true;
  }

  const { setInterval, clearInterval, setTimeout } = builtin('timers') as typeof import('node:timers');
  const { readFileSync } = builtin('fs') as typeof import('node:fs');
  const inspector = builtin('inspector') as typeof import('node:inspector');
  const { url, close } = inspector;
  const { tickMs } = joining;
  /** After how many ticks without a renewal a console is forgotten: one whose connection is missing, and one whose connection is there. */
  const mostMisses = 4;
  const mostMissesConnected = 100;

  const nothing = (): Record<string, never> => Object.create(null);
  const misses: Record<string, number> = nothing();
  const registry: Registry = Object.assign(nothing(), { opened: false, sessions: nothing(), join, leave });
  let inspectorLoop: InspectorLoop | null = null;
  if (!defineProperty(globalThis, key, { value: registry, configurable: true, enumerable: false })) return false;
  const timer = setInterval(tick, tickMs);
  timer.unref();
  join(joining);
  return true;

  function join({ id, opened, loop }: Joining): void {
    registry.sessions[id] ??= nothing();
    misses[id] = 0;
    registry.opened ||= opened;
    inspectorLoop ??= loop;
  }

  function leave(leaver: string): void {
    drop(leaver);
    if (isEmpty()) end(true);
  }

  function tick(): void {
    try {
      for (const name of ownKeys(registry.sessions) as string[]) {
        misses[name]++;
        const missing = (connections() ?? 0) < ownKeys(registry.sessions).length;
        if (misses[name] >= (missing ? mostMisses : mostMissesConnected)) drop(name);
      }
      if (isEmpty()) end(false);
    } catch {
      // Nobody could catch it.
    }
  }

  function drop(name: string): void {
    delete registry.sessions[name];
    delete misses[name];
  }

  function isEmpty(): boolean {
    return ownKeys(registry.sessions).length === 0;
  }

  function end(byGoodbye: boolean): void {
    clearInterval(timer);
    if (getOwnPropertyDescriptor(globalThis, key)?.value === registry) deleteProperty(globalThis, key);
    if (registry.opened) setTimeout(closeWhenUnused, 10, byGoodbye, 0).unref();
  }

  function closeWhenUnused(byGoodbye: boolean, attempt: number): void {
    try {
      const successor = getOwnPropertyDescriptor(globalThis, key)?.value as Registry | undefined;
      if (successor) {
        successor.opened = true;
        return;
      }
      if (url() === undefined) return;
      const attached = connections();
      // Where we cannot count, who said goodbye has also hung up; who did not may be suspended.
      if (attached === 0 || (attached === null && byGoodbye && attempt > 2)) close();
      else if (attached !== null || byGoodbye) {
        setTimeout(closeWhenUnused, attempt < 50 ? 10 : tickMs, byGoodbye, attempt + 1).unref();
      }
    } catch {
      // Nobody could catch it.
    }
  }

  /** How many clients are attached to the inspector; null where that cannot be told. */
  function connections(): number | null {
    if (!inspectorLoop) return null;
    try {
      const info = readFileSync(`/proc/self/fdinfo/${inspectorLoop.epoll}`, 'latin1');
      return info.split('tfd:').length - 1 - inspectorLoop.atRest;
    } catch {
      return null;
    }
  }
}
