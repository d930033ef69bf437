/**
 * Classes of Node's that stand for something beyond the heap, those first that bring others of them: more of one tells
 * a leak by itself.
 */
export const NODE_RESOURCES: readonly string[] = [
  'Worker',
  'ChildProcess',
  'Timeout',
  'Immediate',
  'Server',
  'TLSSocket',
  'Socket',
  'FileHandle',
  'FSWatcher',
  'StatWatcher',
];
