import { UserError } from '../errors.js';
import type { Session } from '../session/session.js';
import { isBun, PAGE_HINT } from './endpoint.js';

/** Says what runs it, in terms that the inspectors of all runtimes understand. */
const WHAT_IT_IS =
  "typeof Bun === 'object' ? 'bun' : typeof document === 'object' ? 'page' : " +
  "typeof process === 'object' ? 'node' : 'other'";

interface Refusal {
  readonly what: string;
  readonly hint: string;
}

const REFUSALS: Readonly<Record<'page' | 'other', Refusal>> = {
  page: {
    what: 'is a page of a browser, and no process of Node',
    hint: PAGE_HINT,
  },
  other: {
    what: 'is neither Node nor Deno',
    hint: 'leakconsole attaches to Node 18 and later, and to Deno',
  },
};

/** Why a process is not attached to that answers like Node, and is not; null if it may be. */
export function refusalOf(session: Session, runtime: string): UserError | null {
  return runtime.startsWith('bun ') ? isBun(session.name) : null;
}

/** Why something that failed to answer as Node does is not attached to; null if it is Node after all. */
export async function foreignRuntime(session: Session): Promise<UserError | null> {
  const answer = await session
    .send('Runtime.evaluate', { expression: WHAT_IT_IS, returnByValue: true })
    .catch(() => null);
  if (answer?.result.value === 'bun') return isBun(session.name);
  const refusal = (REFUSALS as Readonly<Record<string, Refusal>>)[String(answer?.result.value)];
  return refusal ? refuse(session, refusal) : null;
}

function refuse({ name }: Session, { what, hint }: Refusal): UserError {
  return new UserError('not-supported', `${name} ${what}`, { hint });
}
