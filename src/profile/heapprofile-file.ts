import type { CallTreeNode } from './call-tree.js';

/** Writes a tree of calls as Chrome DevTools reads it (`.heapprofile`, Memory panel), places as they are shown here. */
export function writeHeapProfile(root: CallTreeNode): string {
  let lastId = 0;
  const toNode = ({ function: callee, selfBytes, children }: CallTreeNode): object => {
    const { name = '(root)', place = null } = callee ?? {};
    return {
      callFrame: {
        functionName: name,
        scriptId: '0',
        url: place?.url ?? '',
        lineNumber: (place?.line ?? 0) - 1,
        columnNumber: (place?.column ?? 0) - 1,
      },
      selfSize: selfBytes,
      id: ++lastId,
      children: [...children.values()].map(toNode),
    };
  };
  return JSON.stringify({ head: toNode(root), samples: [] });
}
