import { MainSession, type Pause } from './main-session.js';
import { AT, MESSAGE, MOST_STEPS, STEP, STEP_LENGTH, STEPS_AT_BYTE, type StepOptions } from './step-protocol.js';

/** What of Node a worker needs to step. */
export interface StepModules {
  readonly inspector: typeof import('node:inspector');
  /** Leads to the main thread (see `MESSAGE`). */
  readonly port: import('node:worker_threads').MessagePort;
}

const TICK_MS = 50;
/** In how many calls more, of which both sessions are told, it looks for all frames and scopes of those before. */
const MOST_CALLS_MORE = 10;
/** How long the main thread is given for what it was told before the last message. */
const LINGER_MS = 200;
/** After so long without a renewal the console is taken for dead, ms. */
const LEASE_MS = 10_000;

/**
 * Steps through calls of a function of the main thread, from place to place, and writes down what the heap holds at
 * each. Runs in a worker of the target: whatever becomes of our console, and whoever else is attached, the main thread
 * goes on when the time is over.
 *
 * It stops at breakpoints and has V8 go on each time. V8 would remember a step that is under way when our session ends,
 * if another debugger is enabled; breakpoints go with their session.
 */
export async function stepCalls(modules: StepModules, memory: SharedArrayBuffer, options: StepOptions): Promise<void> {
  const stepper = new CallStepper(modules, memory, options);
  try {
    await stepper.run();
    Atomics.store(new Int32Array(memory, 0, STEPS_AT_BYTE / 4), AT.done, 1);
  } catch {
    // The main thread sees that it is not done.
  }
  await stepper.letGo();
}

class CallStepper {
  readonly #options: StepOptions;
  readonly #port: StepModules['port'];
  /** The main thread has answered that we may end. To wait for it keeps this thread alive; a session does not. */
  readonly #mayEnd: Promise<unknown>;
  readonly #shared: Int32Array;
  readonly #steps: Float64Array;
  readonly #main: MainSession;
  readonly #second: MainSession;
  /** The frames and scopes of pauses, in words, with a number for each. */
  readonly #frames = new Map<string, number>();
  /** Those of which one session was told, and not yet both. */
  readonly #unknown = new Set<number>();
  /** Whether both sessions are told of the pauses. */
  #tellsBoth = false;
  /** By the ids of the breakpoints, the places. */
  readonly #placeOf = new Map<string, number>();
  /** How many frames there were at the beginnings of the calls that are under way, the outermost first. */
  #open: number[] = [];
  /** It is not to begin anything any more. */
  #isOver = false;
  #renewals = 0;
  #pausedMs = 0;
  #pausedSince: number | null = null;
  #step: (place: number, pause: Pause) => Promise<void> = async () => {};
  #finish: () => void = () => {};

  constructor({ inspector, port }: StepModules, memory: SharedArrayBuffer, options: StepOptions) {
    this.#options = options;
    this.#port = port;
    this.#mayEnd = new Promise((resolve) => port.once('message', resolve));
    this.#shared = new Int32Array(memory, 0, STEPS_AT_BYTE / 4);
    this.#steps = new Float64Array(memory, STEPS_AT_BYTE);
    this.#main = new MainSession(inspector);
    this.#second = new MainSession(inspector);
  }

  async run(): Promise<void> {
    const endWatch = this.#watch();
    try {
      this.#main.onPaused((pause) => void this.#pause(pause));
      this.#main.onExiting(() => {
        this.#isOver = true;
        this.#end();
      });
      await this.#main.send('Debugger.enable');
      await this.#second.send('Debugger.setSkipAllPauses', { skip: true });
      await this.#second.send('Debugger.enable');
      await this.#measureFixedBytes();
      if (!this.#isInTime()) throw new Error('no time is left for the steps');
      const finished = this.#untilFinished();
      await this.#setBreakpoints(this.#options.places);
      // Not before: a call would be seen in part.
      this.#step = (place, pause) => this.#record(place, pause);
      if (!this.#isOver) await finished;
    } finally {
      endWatch();
      // In this order: without breakpoints, what goes on does not stop again.
      this.#end();
      this.#main.tell('Debugger.resume');
    }
  }

  /**
   * Ends the sessions, and waits until the main thread has heard of it: were it to answer, or to delete what it has of
   * a session, at the moment in which this thread ends, the process would abort (MainThreadInterface::Post asks for a
   * pointer to itself that is gone).
   */
  async letGo(): Promise<void> {
    for (const session of [this.#second, this.#main]) await session.end();
    this.#port.postMessage(MESSAGE.end);
    await this.#mayEnd;
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS));
  }

  /** Whatever it is that has stopped the main thread, it goes on. */
  async #pause(pause: Pause): Promise<void> {
    this.#pausedSince = performance.now();
    try {
      const place = this.#placeOf.get(pause.hitBreakpoints?.[0] ?? '');
      if (place !== undefined) await this.#step(place, pause);
    } catch {
      // Another debugger had it go on meanwhile: this step is not recorded.
    }
    this.#main.tell('Debugger.resume');
    this.#pausedMs = this.#sumPausedMs();
    this.#pausedSince = null;
    Atomics.store(this.#shared, AT.pausedMicros, Math.round(1000 * this.#pausedMs));
  }

  async #record(place: number, pause: Pause): Promise<void> {
    const arrivedBytes = await this.#main.heapBytes();
    const toldBoth = this.#tellsBoth;
    if (!this.#countCall(place, pause.callFrames.length)) return;
    // What a renewal allocates is not the line's.
    const renewals = Atomics.load(this.#shared, AT.renewals);
    const index = Atomics.load(this.#shared, AT.steps);
    if (index > 0 && renewals !== this.#renewals) this.#steps[(index - 1) * STEP_LENGTH + STEP.leftBytes] = Number.NaN;
    this.#renewals = renewals;
    const leftBytes = await this.#main.heapBytes();
    const at = index * STEP_LENGTH;
    this.#steps[at + STEP.place] = place;
    this.#steps[at + STEP.arrivedBytes] = arrivedBytes;
    this.#steps[at + STEP.leftBytes] = leftBytes;
    // With its first step a call begins, of which others are told.
    const isReturn = this.#options.returnPlaces.includes(place);
    const sessions = (isReturn ? toldBoth : this.#tellsBoth) ? 2 : 1;
    const frames = this.#numberOf(pause);
    if (sessions === 1) this.#unknown.add(frames);
    else this.#unknown.delete(frames);
    this.#steps[at + STEP.frames] = frames;
    this.#steps[at + STEP.sessions] = sessions;
    Atomics.store(this.#shared, AT.steps, index + 1);
    if (index + 1 === MOST_STEPS || !this.#isInTime() || this.#hasEnded(place)) this.#end();
  }

  /** A number for the frames and scopes of a pause, of which V8 makes objects for whom it tells: always the same. */
  #numberOf({ callFrames }: Pause): number {
    const scopes = callFrames[0].scopeChain.map(({ type, startLocation: start }) => {
      return [type, start?.lineNumber, start?.columnNumber];
    });
    const key = JSON.stringify([callFrames.length, scopes]);
    const known = this.#frames.get(key) ?? this.#frames.size;
    this.#frames.set(key, known);
    return known;
  }

  /** Whether a step belongs to a call that was seen from its beginning, and is asked for. */
  #countCall(place: number, frames: number): boolean {
    const { callPlaces, returnPlaces, calls, waits } = this.#options;
    if (callPlaces.includes(place)) {
      // One from which it has not returned has thrown, unless it waits.
      if (!waits) this.#open = this.#open.filter((outer) => outer < frames);
      const isInner = this.#open.length > 0;
      this.#open.push(frames);
      if (!isInner && this.#isEnough()) {
        this.#end();
        return false;
      }
      if (!isInner) {
        // The second call, so that what is recorded when the time is over can be understood; and those after the last.
        const before = Atomics.add(this.#shared, AT.calls, 1);
        this.#tellBoth(before === 1 || before > calls);
      }
    } else if (returnPlaces.includes(place)) this.#open.pop();
    return Atomics.load(this.#shared, AT.calls) > 0;
  }

  #hasEnded(place: number): boolean {
    const { returnPlaces, callPlaces } = this.#options;
    const returns = returnPlaces.includes(place) && !callPlaces.includes(place) && this.#open.length === 0;
    return returns && this.#isEnough();
  }

  /** All calls were recorded, and what their stops take is known, or not to be had. */
  #isEnough(): boolean {
    const more = Atomics.load(this.#shared, AT.calls) - this.#options.calls;
    return more >= (this.#unknown.size === 0 ? 1 : MOST_CALLS_MORE);
  }

  /** Stops nowhere any more. */
  #end(): void {
    for (const breakpointId of this.#placeOf.keys()) this.#main.tell('Debugger.removeBreakpoint', { breakpointId });
    this.#placeOf.clear();
    this.#step = async () => {};
    this.#finish();
  }

  /**
   * In a function that allocates nothing, what lies between two pauses is the second one: what it takes beside what
   * each session that is told of it takes.
   */
  async #measureFixedBytes(): Promise<void> {
    const toldOne = await this.#measurePause();
    this.#tellBoth(true);
    const toldBoth = await this.#measurePause();
    this.#tellBoth(false);
    Atomics.store(this.#shared, AT.fixedBytes, 2 * toldOne - toldBoth);
  }

  #tellBoth(tellsBoth: boolean): void {
    this.#tellsBoth = tellsBoth;
    this.#second.tell('Debugger.setSkipAllPauses', { skip: !tellsBoth });
  }

  async #measurePause(): Promise<number> {
    const { nothing } = this.#options;
    const finished = this.#untilFinished();
    let leftBytes = Number.NaN;
    let last = Number.NaN;
    let measured = Number.NaN;
    await this.#setBreakpoints(nothing);
    this.#step = async (place) => {
      const bytes = (await this.#main.heapBytes()) - leftBytes;
      // What was seen twice was disturbed by nothing.
      if (place > 0 && bytes === last) {
        measured = bytes;
        this.#end();
      } else if (place + 1 === nothing.length) this.#port.postMessage(MESSAGE.nothing);
      last = bytes;
      leftBytes = await this.#main.heapBytes();
    };
    this.#port.postMessage(MESSAGE.nothing);
    if (!this.#isOver) await finished;
    return measured;
  }

  #untilFinished(): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
  }

  async #setBreakpoints(places: StepOptions['places']): Promise<void> {
    for (const [index, location] of places.entries()) {
      if (this.#isOver) return;
      const answer = await this.#main.send<{ breakpointId: string }>('Debugger.setBreakpoint', { location });
      this.#placeOf.set(answer.breakpointId, index);
    }
  }

  /** Ends it when the time is over, when it is told to, or when our console is gone. */
  #watch(): () => void {
    let renewals = -1;
    let renewedAt = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      if (renewals !== Atomics.load(this.#shared, AT.renewals)) renewedAt = now;
      renewals = Atomics.load(this.#shared, AT.renewals);
      this.#isOver ||= now - renewedAt > LEASE_MS || Atomics.load(this.#shared, AT.stop) === 1 || !this.#isInTime();
      if (this.#isOver) this.#end();
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  #isInTime(): boolean {
    return this.#sumPausedMs() < this.#options.mostPausedMs;
  }

  #sumPausedMs(): number {
    return this.#pausedMs + (this.#pausedSince === null ? 0 : performance.now() - this.#pausedSince);
  }
}
