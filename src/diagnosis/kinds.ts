import type { Whole } from '../analysis/whole.js';

/** What is known of a thing that gathers, by which its kind is told. */
export interface KindEvidence {
  /** The path to the holder, as one would write it. */
  readonly path: string;
  /** What the holder is: `Map`, `Array`, `listeners`, or the name of a class. */
  readonly holderKind: string;
  /** The class of what was counted; null where that is not known. */
  readonly gathered: string | null;
  /** The same, and the classes of what hangs on it where that tells more. */
  readonly classes: readonly string[];
  /** Names of classes that the service has made itself: that one is called Document or Worker tells nothing. */
  readonly ownClasses: ReadonlySet<string>;
  /** The names and classes along the retaining path; empty where no snapshot tells. */
  readonly along: readonly string[];
  /** What the parts that gather keep as a whole; null where they are no parts. */
  readonly keeps: Whole['kind'] | null;
  /** Whether each is held by the variable of a call that the next one's function was made in. */
  readonly isChainOfCalls: boolean;
  /** What the keys of the collection look like; null where that is not known. */
  readonly keys: KeyPattern | null;
  /** The package that holds it; null where the service does. */
  readonly package: string | null;
}

/**
 * What the keys of a collection look like: timers, other objects, numbers that count up, times, or texts that are made
 * anew again and again.
 */
export type KeyPattern = 'timer' | 'object' | 'counting' | 'time' | 'request';

interface KindRule {
  readonly advice: string;
  readonly holds: (evidence: KindEvidence) => boolean;
}

const along =
  (pattern: RegExp) =>
  ({ along: names, ownClasses }: KindEvidence) =>
    names.some((name) => pattern.test(name) && !ownClasses.has(name));
const gathers =
  (pattern: RegExp) =>
  ({ classes, ownClasses }: KindEvidence) =>
    classes.some((name) => pattern.test(name) && !ownClasses.has(name));
const heldBy = (pattern: RegExp) => (evidence: KindEvidence) => pattern.test(evidence.path);
const any =
  (...rules: readonly ((evidence: KindEvidence) => boolean)[]) =>
  (evidence: KindEvidence) =>
    rules.some((rule) => rule(evidence));
const isKeyed = ({ holderKind, keys }: KindEvidence) => keys !== null || /^(Map|Object)$/.test(holderKind);
const isCollection = ({ holderKind }: KindEvidence) =>
  /Map|Set|Array|Object|Cache|List|Store|chain|tree/.test(holderKind);

/** The kinds of leaks by their evidence; the first that holds is the kind. */
const RULES = {
  worker: {
    advice: 'End each worker with terminate(), or give it back to a pool; a thread without work stays, with its heap.',
    holds: any(gathers(/^(Worker|MessagePort|thread)$/), along(/^(Worker|WorkerThread)$/)),
  },
  timer: {
    advice: 'Clear each timer when what it is for ends; a timer holds all that its function can reach.',
    holds: any(
      ({ keys }) => keys === 'timer',
      gathers(/^(Timeout|Immediate)$/),
      along(/^(timerListMap|timerListQueue|knownTimersById|TimersList|Timeout)$/),
    ),
  },
  listeners: {
    advice: 'Take each listener off when its work is done, or use { once: true } or a signal of its own.',
    holds: any(
      ({ holderKind }) => holderKind === 'listeners',
      heldBy(/\.listeners\("[^"]*"\)(\[[^\]]*\])?$/),
      along(/^(_events|<symbol kEvents>|kEvents|EventTarget|AbortSignal)$/),
    ),
  },
  'WebAssembly memory': {
    advice:
      'Free what lies in it when its work is done, as by free() or delete(): no collection sees that, and the memory ' +
      'never becomes smaller.',
    holds: ({ keeps }) => keeps === 'WebAssembly.Memory',
  },
  observers: {
    advice:
      'Disconnect each observer when its work is done; until then it stays, with all that its function can reach.',
    holds: gathers(/^(Performance|Mutation|Resize|Intersection)Observer$/),
  },
  text: {
    advice: 'Write each part to a stream or file and let it go, or keep the last few in an array of a fixed length.',
    holds: any(({ holderKind }) => holderKind === 'string', gathers(/^bytes$/)),
  },
  'sliced strings': {
    advice:
      'V8 copies no text for slice or match: copy the part, as by Buffer.from(part).toString(), before it is kept.',
    holds: ({ keeps, classes }) => keeps === 'string' || classes.includes('(sliced string)'),
  },
  'buffer slices': {
    advice: 'A view keeps its whole ArrayBuffer: copy the part, as by Buffer.from(view), before it is kept.',
    holds: ({ keeps }) => keeps === 'ArrayBuffer',
  },
  'open handles': {
    advice: 'Close each socket, file or stream when its work is done, also when that fails.',
    holds: any(
      gathers(/^(Socket|TLSSocket|TCP|Pipe|FileHandle|FSWatcher|StatWatcher|(Read|Write)Stream|Gzip|Gunzip|Zlib\w*)$/),
      along(/\bopen handles\b/),
    ),
  },
  'async contexts': {
    advice: 'End each context, or run it with AsyncLocalStorage.run; what is entered by hand ends with nothing.',
    holds: any(
      heldBy(/\b_contexts\b/),
      along(/^(AsyncContextFrame|AsyncResource|AsyncLocalStorage|AsyncHook|<symbol kResourceStore>)$/),
    ),
  },
  promises: {
    advice:
      'Each then or race on a promise that never settles stays with it: settle it, or race against one of each ' +
      'request.',
    holds: any(
      gathers(/^PromiseReaction$/),
      along(/^(PromiseReaction|reactions_or_result)$/),
      // By a key, a cache has promises of what was asked for, which settle.
      (evidence) => !isKeyed(evidence) && any(gathers(/^Promise$/), along(/^Promise$/))(evidence),
    ),
  },
  modules: {
    advice:
      'Load a module once, outside of the request; what is taken out of require.cache is still held by its parent.',
    holds: any(
      gathers(/^(Module|ModuleJob|ModuleWrap)$/),
      heldBy(/(\.children|require\.cache|Module\._cache)$|^node:internal\/modules\//),
    ),
  },
  metrics: {
    advice: 'Each combination of labels is kept for good: leave ids, paths with ids and messages out of the labels.',
    holds: any(
      ({ package: name }) => /^(prom-client|@opentelemetry\/sdk-metrics|hot-shots)\b/.test(name ?? ''),
      gathers(/^\{.*(bucketValues|labels).*\}$/),
    ),
  },
  'compiled code': {
    advice: 'Compile each template, schema or script once, by a key that comes again, and use it again.',
    holds: gathers(
      /^(Script|ContextifyScript|RegExp|SchemaEnv|SourceNode|Template|RelativeTimeFormat|\w*Schema|Zod\w+|Intl\.\w+)$/,
    ),
  },
  contexts: {
    advice: 'Close each window or vm context when its work is done, and let go of what came from it.',
    holds: gathers(/^(Window|Document|HTMLDocument|JSDOM|Context)$/),
  },
  'identity cache': {
    advice: 'No object is equal to another: use a WeakMap, or a key that comes again.',
    holds: (evidence) => evidence.keys === 'object' && isCollection(evidence),
  },
  'time cache': {
    advice: 'A time never comes again as a key: leave it out of the key, or take old entries out.',
    holds: (evidence) => evidence.keys === 'time' && isCollection(evidence),
  },
  'request cache': {
    advice: 'Nothing ever deletes from it: bound it (LRU, TTL), or use a WeakMap.',
    holds: (evidence) => (evidence.keys === 'request' || evidence.keys === 'counting') && isCollection(evidence),
  },
  closures: {
    advice:
      'A function keeps the variables of the call that made it, also those that only others use: let go of it when ' +
      'its work is done, or keep less in them.',
    holds: ({ gathered, isChainOfCalls }) =>
      isChainOfCalls || /^(function in .*|function|Function|\(closure\))$/.test(gathered ?? ''),
  },
  collection: {
    advice: 'Nothing ever deletes from it: bound it, or take each entry out when its work is done.',
    holds: isCollection,
  },
  objects: {
    advice: 'Let go of them when their work is done; .retainers shows what holds them.',
    holds: () => true,
  },
} as const satisfies Record<string, KindRule>;

/** The kinds of findings. */
export type Kind = keyof typeof RULES | 'external memory';

/** The kind of a thing that gathers. */
export function kindOf(evidence: KindEvidence): {
  readonly kind: Kind;
  readonly advice: string;
} {
  const entries = Object.entries(RULES) as [keyof typeof RULES, KindRule][];
  const [kind, { advice }] = entries.find(([, { holds }]) => holds(evidence))!;
  return { kind, advice };
}
