import { Script } from 'node:vm';
import type { Source } from './source.js';

const SIMPLE = /^(?! )[\w$.()+*% -]+(?<! )$/;
/** Counting up and down assigns; these words are no names. */
const MORE =
  /\+\+|--|\b(?:async|await|class|delete|false|function|import|in|instanceof|let|new|null|super|this|true|typeof|void|yield)\b/;

/**
 * What `prepareSource` gives for a line of names, numbers, dots, calls and sums, as most are that the shell evaluates:
 * such a line stays as it is. Null for any other, and where it makes no sense. Without the parser, which takes 5 ms of
 * a start to load.
 */
export function simpleSource(text: string): Source | null {
  if (!SIMPLE.test(text) || MORE.test(text)) return null;
  const code = `({ value: (0, ${text}) });`;
  try {
    // It is an expression if it is whole by itself and within brackets.
    for (const each of [text, code]) new Script(each);
  } catch {
    return null;
  }
  const names = new Set(text.match(/(?<![\w$]|\.\s*)[A-Za-z_$][\w$]*/g));
  return { code, awaits: false, boxed: true, names: [...names], assigns: [], declares: [], assignsToMain: null };
}
