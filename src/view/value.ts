import { accent, type Block, dim, good, type Inline, text, warn } from './blocks.js';

/**
 * What Node's own console colours in a printed value: texts, numbers and booleans, undefined, functions and classes.
 */
const TOKEN =
  /(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|Symbol\([^)\n]*\))|(?<special>\[(?:Function|class|Getter|Setter|Circular|AsyncFunction|GeneratorFunction)[^\]\n]*\]|<ref \*\d+>)|(?<![\w$.])(?<value>-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?n?|Infinity|NaN)|true|false)(?![\w$])|(?<![\w$.])(?<nothing>undefined|null)(?![\w$:])/g;

/**
 * A value as the target's `util.inspect` has printed it, without colours, with tones where Node's own console has
 * colours. `rest`: how to get what does not fit the screen; null shows all.
 */
export function valueBlock(printed: string, rest: string | null): Block {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of printed.matchAll(TOKEN)) {
    const [token] = match;
    parts.push(printed.slice(from, match.index), toneOf(token, match.groups!));
    from = match.index + token.length;
  }
  parts.push(printed.slice(from));
  return { ...text(parts, 'keep'), ...(rest === null ? {} : { rest }) };
}

function toneOf(token: string, groups: Readonly<Record<string, string | undefined>>): Inline {
  if (groups.text !== undefined) return good(token);
  if (groups.special !== undefined) return accent(token);
  return groups.value === undefined ? dim(token) : warn(token);
}
