/**
 * A function as V8's sampler names it. Lines and columns count from 0, in the code that runs; -1 where there is none.
 */
export interface Frame {
  readonly functionName: string;
  /** `0` for V8's builtins and for what is no function, as `(V8 API)`. */
  readonly scriptId: string;
  /** Of the script; empty for evaluated code. */
  readonly url: string;
  /** Where the function begins: the sampler knows no line inside of it. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A call: a function, and the call from which it was called. */
export interface CallNode {
  /** Index in `frames`. */
  readonly frame: number;
  /** Index in `nodes`; -1 for the root. */
  readonly parent: number;
}

/** A sampled object that is alive, or was when it was asked for. */
export interface Sample {
  /** Index in `nodes`: the call that allocated it. */
  readonly node: number;
  /** For how many bytes it stands. */
  readonly bytes: number;
  /** Counts all samples since the start of the sampler, dead ones too: a higher one is younger. */
  readonly ordinal: number;
}

/** A sampling heap profile. */
export interface HeapProfile {
  readonly frames: readonly Frame[];
  /** Callers before what they call; the first is the root. */
  readonly nodes: readonly CallNode[];
  readonly samples: readonly Sample[];
}

/** What V8 answers to `HeapProfiler.getSamplingProfile`. */
export interface RawProfile {
  readonly head: RawNode;
  readonly samples: readonly { readonly size: number; readonly nodeId: number; readonly ordinal: number }[];
}

interface RawNode {
  readonly callFrame: Frame;
  readonly id: number;
  readonly children: readonly RawNode[];
}

/** Makes flat lists of V8's tree. Nodes of one function share a frame. */
export function readProfile({ head, samples }: RawProfile): HeapProfile {
  const frames: Frame[] = [];
  const frameIndex = new Map<string, number>();
  const nodes: CallNode[] = [];
  const nodeIndex = new Map<number, number>();
  const pending: { readonly raw: RawNode; readonly parent: number }[] = [{ raw: head, parent: -1 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { raw, parent } = next;
    const { functionName, scriptId, url, lineNumber, columnNumber } = raw.callFrame;
    const key = `${scriptId}:${lineNumber}:${columnNumber}:${functionName}`;
    let frame = frameIndex.get(key);
    if (frame === undefined) {
      frame = frames.push({ functionName, scriptId, url, lineNumber, columnNumber }) - 1;
      frameIndex.set(key, frame);
    }
    const node = nodes.push({ frame, parent }) - 1;
    nodeIndex.set(raw.id, node);
    for (const child of raw.children) pending.push({ raw: child, parent: node });
  }
  return {
    frames,
    nodes,
    samples: samples.map(({ size, nodeId, ordinal }) => ({ node: nodeIndex.get(nodeId) ?? 0, bytes: size, ordinal })),
  };
}

/** The ordinal of the youngest sample; 0 where there is none. */
export function lastOrdinal({ samples }: HeapProfile): number {
  return samples.reduce((last, { ordinal }) => Math.max(last, ordinal), 0);
}

/** The same profile with the samples alone that are younger than an ordinal: what was allocated since, and is alive. */
export function samplesSince(profile: HeapProfile, ordinal: number): HeapProfile {
  return { ...profile, samples: profile.samples.filter((sample) => sample.ordinal > ordinal) };
}
