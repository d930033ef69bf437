/**
 * What a read-only console server can be asked: methods of our own code (src/injected), which look and change nothing.
 * In brackets stands what the objects among the arguments must be, if there are any, and behind the colon what the
 * result is that stays in the target. What has no such kind may be any object of the program, of which nothing is read
 * that could run code of the program.
 */
const QUESTIONS = `
  process.describe() process.mapsStacks() process.turn() memory.read() memory.readYoungBytes() vitals.read()
  meter.open(): meter
    meter.start() meter.stop()
  gc.canWatch() gc.watch(): watcher
    watcher.take() watcher.stop()
  modules.mainUrls() modules.functionPrototype(): object modules.same(object): object
  modules.scopeNames(scopes) modules.scopeObject(scopes): scope modules.originalScope(scopes): scope
  modules.describeBindings(scope) modules.bindingNames(scope)
  console.evaluate(scope) console.interrupt() console.lastBegun() console.lastValue(): object
  console.forgetVariables() console.bindObjects(list) console.bindObject(object) completion.complete(scope)
  walk.start(): walker walk.countAsyncResources()
    walker.step() walker.beginWith(object) walker.addAll(list) walker.seek(object) walker.path() walker.weakMapPath()
    walker.counts() walker.reportCollections() walker.collections() walker.scopeNames() walker.askedFunction(): object
  census.objectPrototype(): object census.count(list): counter
    counter.counts() counter.signatures() counter.placesOfFunctions()
    counter.placesOfConstructors() counter.examples(): list counter.pickLast(list): list
  sample.start(scope): sampler
    sampler.step() sampler.result()
`;

/** A question that a read-only server answers. */
export interface Question {
  /** What the objects among its arguments must be; `object`: any. */
  readonly takes: string;
  /** What it gives that stays in the target; '': it gives data. */
  readonly gives: string;
}

const questions = new Map<string, Question>();
for (const [, name, takes, gives = ''] of QUESTIONS.matchAll(/(\w+\.\w+)\((\w*)\)(?:: (\w+))?/g)) {
  questions.set(name, { takes, gives });
}

/** The question of a method, of an entry or of an object of a kind; undefined: it may not be asked. */
export function questionOf(kind: string, method: string): Question | undefined {
  return questions.get(`${kind}.${method}`);
}
