import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadable } from './loadable.js';
import { questionOf } from './questions.js';
import { callParams, type RemoteArgument, type RemoteCall, type ResultOptions, realmParams } from './remote-call.js';

/** What an object is, in the words of `questions.ts`, and its group, if it has one. */
interface GivenObject {
  readonly kind: string;
  readonly objectGroup: string | undefined;
}

/** Sends a command to the inspector of the main thread. */
export type Post = (method: string, params: object) => Promise<object>;

/** What a client has asked for is not answered by a read-only server. */
export class Refused extends Error {}

// biome-ignore lint/suspicious/noExplicitAny: what a client sends may be anything
type Untrusted = any;

/** The longest that an evaluation may take, ms: it stalls the service. */
const LONGEST_EVALUATION = 10_000;
/** These need no module of Node that may not be loaded yet, so that they wait for no turn of the event loop. */
const LOADED_AT_ONCE = ['process', 'memory', 'vitals'];

/** The methods of the protocol that are allowed, with what of their parameters is passed on. */
const METHODS: Readonly<Record<string, (params: Untrusted) => object>> = {
  'Runtime.enable': () => ({}),
  'Runtime.disable': () => ({}),
  'Runtime.evaluate': ({ expression, timeout }) => ({
    expression,
    timeout: limitOf(timeout),
    throwOnSideEffect: true,
    silent: true,
  }),
  'Runtime.getHeapUsage': () => ({}),
  'Runtime.getProperties': ({ objectId }) => ({ objectId, ownProperties: true }),
  'Runtime.queryObjects': ({ prototypeObjectId, objectGroup }) => ({ prototypeObjectId, objectGroup }),
  'Runtime.releaseObject': ({ objectId }) => ({ objectId }),
  'Runtime.releaseObjectGroup': ({ objectGroup }) => ({ objectGroup }),
  'Debugger.enable': () => ({}),
  'Debugger.disable': () => ({}),
  'Debugger.getScriptSource': ({ scriptId }) => ({ scriptId }),
  'Debugger.setSkipAllPauses': () => ({ skip: true }),
  'HeapProfiler.collectGarbage': () => ({}),
  'NodeRuntime.notifyWhenWaitingForDisconnect': ({ enabled }) => ({ enabled }),
};

/**
 * Answers a client that may look, and change nothing: a few methods of the protocol, and the questions of
 * `questions.ts`, whose code it has itself. No code of the client's runs but lines of its user, which V8 ends where
 * they would have a side effect.
 */
export class ReadOnlyGuard {
  readonly #post: Post;
  readonly #onEvaluate: (code: string) => void;
  /** The objects that were given to the client, by remote id, until it releases them; of others nothing is known. */
  readonly #given = new Map<string, GivenObject>();
  readonly #loaded = new Map<string, Promise<void>>();
  /** The entries and parts that are loaded. */
  readonly #names = new Set<string>();
  #realm: Promise<string> | null = null;

  constructor(post: Post, onEvaluate: (code: string) => void) {
    this.#post = post;
    this.#onEvaluate = onEvaluate;
  }

  /** Answers a command. Rejects with Refused if it is not allowed. */
  async answer(method: string, params: Untrusted): Promise<object> {
    if (method === 'Leakconsole.ask') return await this.#ask(params);
    if (!Object.hasOwn(METHODS, method)) throw new Refused(method);
    // Else a `debugger;` of the service would stop it, and nobody be allowed to let it go on.
    if (method === 'Debugger.enable') await this.#post('Debugger.setSkipAllPauses', { skip: true });
    const passed: Untrusted = METHODS[method](params ?? {});
    if (method === 'Runtime.evaluate') this.#onEvaluate(String(passed.expression));
    const answer: Untrusted = await this.#post(method, passed);
    const { objectId, objectGroup } = passed;
    if (method === 'Runtime.queryObjects') this.#given.set(answer.objects.objectId, { kind: 'list', objectGroup });
    if (method === 'Runtime.releaseObject') this.#given.delete(objectId);
    if (method === 'Runtime.releaseObjectGroup') this.#forgetGroup(objectGroup);
    for (const { name, value } of answer.internalProperties ?? []) {
      // V8 puts the scopes of a function into its group.
      const group = this.#given.get(objectId)?.objectGroup;
      if (name === '[[Scopes]]') this.#given.set(value.objectId, { kind: 'scopes', objectGroup: group });
    }
    return answer;
  }

  #forgetGroup(objectGroup: unknown): void {
    for (const [id, given] of this.#given) if (given.objectGroup === objectGroup) this.#given.delete(id);
  }

  async #ask({ on, method, args, awaitPromise, objectGroup }: RemoteCall & ResultOptions): Promise<object> {
    const kind = 'entry' in on ? on.entry : (this.#given.get(on.objectId)?.kind ?? '');
    const question = questionOf(kind, method);
    if (!question) throw new Refused(`${kind}.${method}`);
    for (const arg of args) {
      const isMeant = !('objectId' in arg) || [this.#given.get(arg.objectId)?.kind, 'object'].includes(question.takes);
      if (!isMeant) throw new Refused(`${kind}.${method} of such an object`);
    }
    if ('entry' in on) await this.#load(on.entry);
    const call = { on, method, args: args.map((arg) => this.#tame(`${kind}.${method}`, arg)) };
    const answer: Untrusted = await this.#post('Runtime.callFunctionOn', {
      ...callParams(await this.#openRealm(), call),
      returnByValue: question.gives === '',
      awaitPromise: awaitPromise === true,
      objectGroup,
    });
    const { result, exceptionDetails } = answer;
    // An exception may be an object of the program.
    if (question.gives !== '' && !exceptionDetails) {
      this.#given.set(result.objectId, { kind: question.gives, objectGroup });
    }
    return answer;
  }

  /**
   * An argument without what could run code of the client or of the program, or for too long. It is made anew: V8
   * evaluates some forms of an argument as a script (`unserializableValue`).
   */
  #tame(question: string, arg: RemoteArgument): RemoteArgument {
    if ('objectId' in arg) return { objectId: String(arg.objectId) };
    if (!('json' in arg)) {
      if (typeof arg.value === 'object' && arg.value !== null) throw new Refused(`${question} of such a value`);
      return { value: arg.value };
    }
    const value: Untrusted = JSON.parse(arg.json);
    if (question === 'console.evaluate') {
      this.#onEvaluate(String(value.code));
      const show = value.show && { ...value.show, customInspect: false };
      return toJson({ ...value, show, readOnly: true, timeoutMs: limitOf(value.timeoutMs) });
    }
    // A property of what a bundler has imported may be a getter.
    if (question === 'modules.originalScope') return toJson(value.filter((each: Untrusted) => each.property === null));
    return toJson(value);
  }

  #openRealm(): Promise<string> {
    if (this.#realm === null) {
      this.#realm = this.#openRealmNow();
      this.#realm.catch(() => {
        this.#realm = null;
      });
    }
    return this.#realm;
  }

  async #openRealmNow(): Promise<string> {
    const params = realmParams(bundleOf('bootstrap'), bundleOf('realm'));
    return resultOf(await this.#post('Runtime.evaluate', params)).objectId;
  }

  /** Loads the code of an entry, once. */
  #load(entry: string): Promise<void> {
    let loading = this.#loaded.get(entry);
    if (loading === undefined) {
      loading = this.#loadNow(entry);
      this.#loaded.set(entry, loading);
      loading.catch(() => this.#loaded.delete(entry));
    }
    return loading;
  }

  async #loadNow(entry: string): Promise<void> {
    const realm = await this.#openRealm();
    const method = LOADED_AT_ONCE.includes(entry) ? 'loadNow' : 'load';
    const { source, names } = loadable(entry, this.#names, bundleOf);
    const args = [{ value: source }, { value: entry }];
    const answer = await this.#post('Runtime.callFunctionOn', {
      ...callParams(realm, { on: { objectId: realm }, method, args }),
      awaitPromise: true,
    });
    resultOf(answer);
    for (const name of names) this.#names.add(name);
  }
}

/** The result that an answer gives. Throws what the target has thrown. */
function resultOf({ result, exceptionDetails }: Untrusted): Untrusted {
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result;
}

/** Our own code for the target, as it was built with this server. Its name is that of a question. */
function bundleOf(entry: string): string {
  return readFileSync(join(__dirname, '..', 'injected', `${entry}.bundle.js`), 'latin1');
}

function toJson(value: unknown): RemoteArgument {
  return { json: JSON.stringify(value) };
}

/** The time that a client gives an evaluation, within what we allow. */
function limitOf(ms: unknown): number {
  const asked = Number(ms);
  return asked > 0 ? Math.min(asked, LONGEST_EVALUATION) : LONGEST_EVALUATION;
}
