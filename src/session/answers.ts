type Kind = 'object' | 'array' | 'string' | 'number';

/**
 * What the answers contain on which we rely, by method. Of other answers nothing is read without a check of its own.
 */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  'Runtime.evaluate': { result: 'object' },
  'Runtime.callFunctionOn': { result: 'object' },
  'Leakconsole.ask': { result: 'object' },
  'Runtime.getProperties': { result: 'array' },
  'Runtime.queryObjects': { objects: 'object' },
  'Debugger.getScriptSource': { scriptSource: 'string' },
  'HeapProfiler.getSamplingProfile': { profile: 'object' },
  'HeapProfiler.stopSampling': { profile: 'object' },
  'HeapProfiler.getHeapObjectId': { heapSnapshotObjectId: 'string' },
  'HeapProfiler.getObjectByHeapObjectId': { result: 'object' },
};

/** Whether an answer to a method contains what it must. */
export function isWellFormed(method: string, result: object): boolean {
  const values = result as Readonly<Record<string, unknown>>;
  return Object.entries(REQUIRED[method] ?? {}).every(([name, kind]) => kindOf(values[name]) === kind);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
