import { messageOf, UserError } from '../errors.js';
import type { AnyCommand } from './command.js';
import { type ContextOptions, createContext } from './create-context.js';
import { invoke } from './invoke.js';
import { liveTarget, type Member, NOTHING_SPENT, type ProcessGroup, type Run, type Spent } from './target.js';

/** How many results of a series of looks are kept for those that follow. */
const MOST_EARLIER = 60;

/** A command that is at work on one process of a group. */
interface MemberRun {
  readonly results: AsyncIterator<unknown>;
  takeSpent(): Spent;
}

/**
 * Runs a command on all processes of a group at once, and gives what they answer as one result. A process that ends, or
 * in which the command fails, is left out, and told of; one that has come since takes part from the next look on. It
 * ends in all as soon as it ends in one: those that began first have looked most often, and what one waits for is
 * reached. Throws a UserError where the command looks at one process only, and what it fails with where it fails in
 * all.
 */
export function runOnGroup(
  group: ProcessGroup,
  command: AnyCommand,
  args: Readonly<Record<string, unknown>>,
  options: ContextOptions,
): Run {
  const { merge } = command;
  if (!merge) throw oneProcess(command.name, group);
  const asked = merge.ask?.(args) ?? args;
  const running = new Map<Member, MemberRun>();
  const start = (member: Member): MemberRun => {
    member.threads.main.session.note(command.name, args);
    // Each listens to a signal of its own: to one signal only few may.
    const signal = AbortSignal.any([options.signal]);
    const context = createContext({ ...options, signal, target: { ...liveTarget(member), group } });
    return { results: invoke(command, context, asked), takeSpent: () => context.takeSpent() };
  };
  async function* results(): AsyncGenerator<unknown> {
    try {
      yield* looks();
    } finally {
      await Promise.allSettled([...running.values()].map(({ results }) => results.return?.()));
    }
  }
  async function* looks(): AsyncGenerator<unknown> {
    const given = new Set<Member>();
    let earlier: readonly unknown[] = [];
    for (;;) {
      const rounds = await nextRound([...running]);
      if (rounds.some(({ next }) => next?.done)) return;
      await group.refresh(options);
      const come = group.members.filter((member) => !given.has(member));
      for (const member of come) running.set(member, start(member));
      rounds.push(...(await nextRound(come.map((member) => [member, running.get(member)!]))));
      for (const { member, error } of rounds) {
        given.add(member);
        if (error !== undefined) running.delete(member);
      }
      const answers = rounds.flatMap(({ member, next }) =>
        next && !next.done ? [{ pid: pidOf(member), result: next.value }] : [],
      );
      const failures = rounds.filter(({ error }) => error !== undefined);
      if (answers.length === 0) throw failures[0]?.error;
      for (const { member, error } of failures)
        options.notice(`process ${pidOf(member)} is left out: ${messageOf(error)}`);
      const combined = merge!.combine(answers, args, earlier);
      earlier = [...earlier, combined].slice(-MOST_EARLIER);
      yield combined;
    }
  }
  return { results: results(), takeSpent: () => combineSpent([...running.values()].map((run) => run.takeSpent())) };
}

interface Round {
  readonly member: Member;
  readonly next?: IteratorResult<unknown>;
  readonly error?: unknown;
}

/** What each process gives next, or fails with. */
async function nextRound(running: readonly (readonly [Member, MemberRun])[]): Promise<Round[]> {
  return await Promise.all(
    running.map(([member, { results }]) =>
      results.next().then(
        (next): Round => ({ member, next }),
        (error): Round => ({ member, error: error ?? new Error('failed') }),
      ),
    ),
  );
}

/** What the answers of several processes have cost: the longest pause, and the memory of all. */
function combineSpent(all: readonly Spent[]): Spent {
  const [first = NOTHING_SPENT, ...others] = all;
  return others.reduce(({ lens, cost: a }, { lens: other, cost: b }): Spent => {
    if (!a || !b) return { lens: lens ?? other, cost: a ?? b };
    const rssDeltaBytes =
      a.rssDeltaBytes === null || b.rssDeltaBytes === null ? null : a.rssDeltaBytes + b.rssDeltaBytes;
    const rssKeptBytes = (a.rssKeptBytes ?? 0) + (b.rssKeptBytes ?? 0);
    return { lens: lens ?? other, cost: { pauseMs: Math.max(a.pauseMs, b.pauseMs), rssDeltaBytes, rssKeptBytes } };
  }, first);
}

function pidOf({ threads }: Member): number {
  return threads.main.process.description.pid;
}

function oneProcess(name: string, { members }: ProcessGroup): UserError {
  return new UserError('one-process', `${name} looks at one process, and this is a group of ${members.length}`, {
    hint: `.use process ${pidOf(members[0])} chooses one; from the shell, name it: pid:${pidOf(members[0])}`,
  });
}
