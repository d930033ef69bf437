import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heap } from '#src/analysis/heap.js';
import { findInstances, newInstances } from '#src/analysis/instances.js';
import { retainingPaths } from '#src/analysis/retaining.js';
import { analyse } from '#src/heap/analyse.js';
import { pathText } from '#src/view/paths.js';
import { SnapshotBuilder } from '../helpers/snapshot-builder.js';

/** A heap with a global object, to which `build` adds what it likes. */
function heapOf(build: (heap: SnapshotBuilder, global: number) => void): Heap {
  const heap = new SnapshotBuilder();
  const global = heap.object('global');
  heap.edge(0, global, 'global', 'shortcut');
  build(heap, global);
  return new Heap(analyse(heap.graph()));
}

function pathsTo(heap: Heap, name: string, most = 10): [number, number, string][] {
  const { paths } = retainingPaths(heap, findInstances(heap, name), most);
  return paths.map((path) => [path.count, path.retainedBytes, pathText(path).replace(/ @\d+$/, '')]);
}

test('elements and entries fold, and V8’s own tables are left out', () => {
  const heap = heapOf((builder, global) => {
    const list = builder.object('Array');
    const map = builder.object('Map');
    const table = builder.node('', { type: 'array', selfSize: 100 });
    builder.edge(global, list, 'list').edge(global, map, 'byName').edge(map, table, 'table', 'internal');
    for (let index = 0; index < 3; index++) builder.edge(list, builder.object('User', { selfSize: 10 }), index);
    for (let index = 0; index < 2; index++) {
      builder.edge(table, builder.object('User', { selfSize: 20 }), `${index}`, 'internal');
    }
  });
  assert.deepEqual(pathsTo(heap, 'User'), [
    [2, 40, 'globalThis: byName (Map) → User'],
    [3, 30, 'globalThis: list (Array) → User'],
  ]);
});

test('a list is one path, however long it is', () => {
  const heap = heapOf((builder, global) => {
    let before = global;
    for (let index = 0; index < 2000; index++) {
      const node = builder.object('Node', { selfSize: 1 });
      const data = builder.object('Data', { selfSize: 2 });
      builder.edge(before, node, before === global ? 'head' : 'next').edge(node, data, 'data');
      before = node;
    }
  });
  assert.deepEqual(pathsTo(heap, 'Data'), [
    [1999, 3998, 'globalThis: head (Node) → next (Node) … → data (Data)'],
    [1, 2, 'globalThis: head (Node) → data (Data)'],
  ]);
  assert.deepEqual(pathsTo(heap, 'Node'), [
    [1999, 5997, 'globalThis: head (Node) → next (Node) …'],
    [1, 3, 'globalThis: head (Node)'],
  ]);
});

test('a tree of several kinds of nodes is one path too', () => {
  const heap = heapOf((builder, global) => {
    const grow = (parent: number, edge: string | number, level: number): void => {
      const node = builder.object('Branch');
      builder.edge(parent, node, edge).edge(node, builder.object('Leaf', { selfSize: 8 }), 'leaf');
      if (level === 0) return;
      const children = builder.object('Array');
      builder.edge(node, children, 'children');
      for (let index = 0; index < 2; index++) grow(children, index, level - 1);
    };
    grow(global, 'root', 5);
  });
  assert.deepEqual(pathsTo(heap, 'Leaf'), [
    [62, 496, 'globalThis: root (Branch) → children (Array) → Branch … → leaf (Leaf)'],
    [1, 8, 'globalThis: root (Branch) → leaf (Leaf)'],
  ]);
});

test('the keys of a dictionary are data, the properties of an ordinary object are names', () => {
  const heap = heapOf((builder, global) => {
    const byId = builder.object('Object');
    const settings = builder.object('Settings');
    builder.edge(global, byId, 'byId').edge(global, settings, 'settings');
    for (let index = 0; index < 100; index++) builder.edge(byId, builder.object('User'), `id${index}`);
    builder.edge(settings, builder.object('User'), 'admin').edge(settings, builder.object('User'), 'guest');
  });
  assert.deepEqual(
    pathsTo(heap, 'User').map(([count, , path]) => [count, path]),
    [
      [100, 'globalThis: byId (Object) → User'],
      [1, 'globalThis: settings (Settings) → admin (User)'],
      [1, 'globalThis: settings (Settings) → guest (User)'],
    ],
  );
});

test('a timer holds the next one in Node’s list only where nothing else does', () => {
  const heap = heapOf((builder, global) => {
    const [own, next, last] = [builder.object('Timeout'), builder.object('Timeout'), builder.object('Timeout')];
    builder.edge(global, own, 'refresh').edge(own, next, '_idlePrev').edge(next, last, '_idlePrev');
    const [server, handle] = [builder.object('Server'), builder.object('TCP')];
    builder.edge(next, server, 'owner').edge(server, builder.object('User'), 'user');
    builder.edge(last, builder.object('User', { selfSize: 10 }), 'user');
    const [a, b] = [builder.object('Pool'), builder.object('Handles')];
    builder.edge(global, a, 'pool').edge(a, b, 'handles').edge(b, handle, 'first').edge(handle, server, 'owner');
  });
  assert.deepEqual(
    pathsTo(heap, 'User').map(([, , path]) => path),
    [
      'globalThis: pool (Pool) → handles (Handles) → first (TCP) → owner (Server) → user (User)',
      'globalThis: refresh (Timeout) → Timeout … → user (User)',
    ],
  );
});

test('weak edges hold nothing', () => {
  const heap = heapOf((builder, global) => {
    const [weak, list] = [builder.object('WeakRef'), builder.object('Array')];
    const more = builder.object('Holder');
    const user = builder.object('User');
    builder.edge(global, weak, 'weak').edge(weak, user, 'target', 'weak');
    builder.edge(global, list, 'list').edge(list, more, 0).edge(more, user, 'user');
  });
  assert.deepEqual(pathsTo(heap, 'User'), [[1, 16, 'globalThis: list (Array) → Holder → user (User)']]);
});

/** A module's variable `cache`, in a heap as Node writes it, where its script is found. */
function moduleHeap(
  nativeName: string,
  linkScript: (builder: SnapshotBuilder, shared: number, script: number) => void,
  names = { context: 'system / Context', shared: 'handler', script: '/app/service.js' },
) {
  return heapOf((builder) => {
    const native = builder.node(nativeName, { type: 'hidden', selfSize: 1 });
    const context = builder.object(names.context);
    const scopeInfo = builder.node('system / ScopeInfo', { type: 'code' });
    const shared = builder.node(names.shared, { type: 'code' });
    const script = builder.node(names.script, { type: 'code' });
    const closure = builder.node('handler', { type: 'closure', selfSize: 8, location: [7, 11, 3] });
    const timer = builder.object('Timeout');
    const [cache, user] = [builder.object('Map'), builder.object('User')];
    builder.edge(0, native, 1, 'shortcut').edge(native, timer, 'timer', 'internal').edge(timer, user, 'user');
    builder.edge(timer, closure, 'callback').edge(closure, context, 'context', 'internal');
    builder.edge(closure, shared, 'shared', 'internal');
    builder.edge(script, builder.node('', { type: 'string' }), 'source', 'internal');
    linkScript(builder, shared, script);
    builder.edge(context, native, 'previous', 'internal').edge(context, scopeInfo, 'scope_info', 'internal');
    builder.edge(context, cache, 'cache', 'context').edge(cache, user, '1', 'internal');
  });
}

test('a field may have an empty name, even if no string has a byte', () => {
  const builder = new SnapshotBuilder();
  builder.edge(0, builder.object(''), '', 'internal');
  const heap = new Heap(analyse(builder.graph()));
  assert.equal(heap.labels.of(0, 0).kind, 'slot');
});

test('a path is from a module’s variable where there is one, even if something of V8’s is nearer to the root', () => {
  const heap = moduleHeap('system / NativeContext', (builder, shared, script) =>
    builder.edge(shared, script, 'script', 'internal'),
  );
  assert.deepEqual(pathsTo(heap, 'User'), [[1, 16, 'service.js: cache (Map) → User']]);
});

test('a module is found by the longer names of V8 15', () => {
  const heap = moduleHeap(
    'system / NativeContext / file:///app/service.js',
    (builder, shared, script) => builder.edge(shared, script, 'script', 'internal'),
    {
      context: 'system / Context / scope @33073',
      shared: 'system / SharedFunctionInfo / handler',
      script: 'system / Script / /app/service.js',
    },
  );
  assert.deepEqual(pathsTo(heap, 'User'), [[1, 16, 'service.js: cache (Map) → User']]);
});

test('a module is found while a debugger is attached', () => {
  const heap = moduleHeap('system / NativeContext / file:///app/service.js', (builder, shared, script) => {
    const debugInfo = builder.node('system / DebugInfo', { type: 'hidden' });
    builder.edge(shared, debugInfo, 'script_or_debug_info', 'internal');
    builder.edge(debugInfo, shared, 0, 'hidden').edge(debugInfo, script, 1, 'hidden');
  });
  assert.deepEqual(pathsTo(heap, 'User'), [[1, 16, 'service.js: cache (Map) → User']]);
});

test('what is nested counts where it is innermost, and the groups sum up to what the class retains', () => {
  const heap = heapOf((builder, global) => {
    const [outer, inner, other] = [10, 20, 30].map((selfSize) => builder.object('User', { selfSize }));
    builder.edge(global, outer, 'first').edge(outer, inner, 'friend').edge(global, other, 'second');
  });
  const instances = findInstances(heap, 'User');
  assert.deepEqual([instances.count, instances.shallowBytes, instances.retainedBytes], [3, 60, 60]);
  assert.deepEqual(pathsTo(heap, 'User'), [
    [1, 30, 'globalThis: second (User)'],
    [1, 20, 'globalThis: first (User) → friend (User)'],
    [1, 10, 'globalThis: first (User)'],
  ]);
});

test('the children of a tree are told with their bytes, also below objects of other classes', () => {
  const heap = heapOf((builder, global) => {
    const root = builder.object('Logger', { selfSize: 1 });
    const children = builder.object('Array', { selfSize: 100 });
    builder.edge(global, root, 'log').edge(root, children, 'children');
    for (let index = 0; index < 50; index++) {
      const [child, fields] = [builder.object('Logger', { selfSize: 10 }), builder.object('Fields', { selfSize: 5 })];
      builder.edge(children, child, index).edge(child, fields, 'fields');
    }
  });
  assert.deepEqual(pathsTo(heap, 'Logger'), [
    [50, 750, 'globalThis: log (Logger) → children (Array) → Logger'],
    [1, 101, 'globalThis: log (Logger)'],
  ]);
});

test('paths beyond the limit are summed up', () => {
  const heap = heapOf((builder, global) => {
    for (const name of ['a', 'b', 'c']) builder.edge(global, builder.object('User', { selfSize: 5 }), name);
  });
  const { paths, more } = retainingPaths(heap, findInstances(heap, 'User'), 1);
  assert.equal(paths.length, 1);
  assert.deepEqual(more, { paths: 2, count: 2, retainedBytes: 10 });
});

test('of two snapshots, only what is new can be asked for', () => {
  const build = (ids: readonly number[]) =>
    heapOf((builder, global) => {
      for (const id of ids) builder.edge(global, builder.object('User', { id }), `u${id}`);
    });
  const [base, heap] = [build([101, 103]), build([103, 105, 107])];
  const added = newInstances(heap, findInstances(heap, 'User'), base);
  const { count, paths } = retainingPaths(heap, added, 10);
  assert.equal(count, 2);
  assert.deepEqual(
    paths.map((path) => path.steps[0].id),
    [105, 107],
  );
});

test('the entry of a WeakMap holds something only where nothing else does; its path tells key and WeakMap', () => {
  const build = (isHeldElsewhere: boolean) =>
    heapOf((builder, global) => {
      const [map, key, value] = [builder.object('WeakMap'), builder.object('Key'), builder.object('Ticket')];
      const table = builder.node('', { type: 'array' });
      const id = (node: number) => 2 * node + 1;
      const pair = `part of key (Key @${id(key)}) -> value (Ticket @${id(value)}) pair in WeakMap (table @${id(table)})`;
      builder.edge(global, map, 'map').edge(map, table, 'table', 'internal').edge(global, key, 'key');
      builder.edge(table, value, `1 / ${pair}`, 'internal').edge(key, value, `2 / ${pair}`, 'internal');
      if (!isHeldElsewhere) return;
      const [container, service] = [builder.object('Container'), builder.object('TicketService')];
      const seen = builder.object('Map');
      builder.edge(global, container, 'app').edge(container, service, 'service').edge(service, seen, 'seen');
      builder.edge(seen, value, '3', 'internal');
    });
  assert.deepEqual(pathsTo(build(false), 'Ticket'), [
    [1, 16, 'globalThis: key (Key), the key of an entry of the WeakMap globalThis.map → its value Ticket'],
  ]);
  assert.deepEqual(pathsTo(build(true), 'Ticket'), [
    [1, 16, 'globalThis: app (Container) → service (TicketService) → seen (Map) → Ticket'],
  ]);
});

/** Adds a module of CommonJS with a variable, to which the function that it exports leads. */
function addModule(builder: SnapshotBuilder, native: number, file: string, variable: string, value: number): number {
  const text = (content: string) => builder.node(content, { type: 'string', selfSize: 8 });
  const [module, context] = [builder.object('Module'), builder.object('system / Context')];
  const [scopeInfo, shared] = [
    builder.node('system / ScopeInfo', { type: 'code' }),
    builder.node('load', { type: 'code' }),
  ];
  const script = builder.node(file, { type: 'code' });
  const closure = builder.node('load', { type: 'closure', selfSize: 8, location: [module, 1, 1] });
  builder.edge(closure, shared, 'shared', 'internal').edge(shared, script, 'script', 'internal');
  builder.edge(closure, context, 'context', 'internal').edge(context, native, 'previous', 'internal');
  builder.edge(context, scopeInfo, 'scope_info', 'internal').edge(context, value, variable, 'context');
  builder.edge(module, closure, 'exports').edge(module, text(file), 'filename');
  return module;
}

test('what is left of a module that was loaded again is held by whoever holds it, not by being a module', () => {
  const heap = heapOf((builder, global) => {
    const native = builder.node('system / NativeContext', { type: 'hidden' });
    const [cache, children, main] = [builder.object('Object'), builder.object('Array'), builder.object('Module')];
    builder.edge(0, native, 9, 'shortcut').edge(global, cache, 'cache').edge(main, children, 'children');
    builder.edge(cache, main, '/app/main.cjs').edge(main, builder.object('Object'), 'exports');
    builder.edge(main, builder.node('/app/main.cjs', { type: 'string' }), 'filename');
    for (let copy = 0; copy < 3; copy++) {
      const rules = builder.object('PriceRules');
      const module = addModule(builder, native, '/app/rules.cjs', 'rules', rules);
      builder.edge(children, module, copy);
      if (copy === 2) builder.edge(cache, module, '/app/rules.cjs');
    }
  });
  assert.deepEqual(
    pathsTo(heap, 'PriceRules').map(([count, , path]) => [count, path]),
    [
      [2, 'main.cjs: children (Array) → Module → exports (load() rules.cjs:2) → rules.cjs: rules (PriceRules)'],
      [1, 'rules.cjs: rules (PriceRules)'],
    ],
  );
});

test('of paths about equally long, the one through the service’s own variables is taken', () => {
  const heap = heapOf((builder, global) => {
    const native = builder.node('system / NativeContext', { type: 'hidden' });
    const [own, packages, user] = [builder.object('Array'), builder.object('Store'), builder.object('User')];
    builder.edge(0, native, 9, 'shortcut').edge(global, builder.object('Object'), 'x');
    const page = builder.object('Page');
    builder.edge(own, page, 0).edge(page, user, 'user').edge(packages, user, 'last');
    const cache = builder.object('Object');
    builder.edge(global, cache, 'cache');
    for (const [file, variable, value] of [
      ['/app/node_modules/orm/store.js', 'store', packages],
      ['/app/service.js', 'pages', own],
    ] as const) {
      builder.edge(cache, addModule(builder, native, file, variable, value), file);
    }
  });
  assert.deepEqual(pathsTo(heap, 'User'), [[1, 16, 'service.js: pages (Array) → Page → user (User)']]);
});

test('what repeats after several steps is one path too', () => {
  const heap = heapOf((builder, global) => {
    let before = global;
    for (let index = 0; index < 50; index++) {
      const [outer, inner] = [builder.object('Outer'), builder.object('Inner')];
      const [box, list] = [builder.object('Box'), builder.object('Array')];
      builder
        .edge(before, outer, before === global ? 'first' : 0)
        .edge(outer, inner, 'inner')
        .edge(inner, box, 'box');
      builder.edge(box, list, 'items');
      before = list;
    }
    builder.edge(before, builder.object('Leaf'), 'leaf');
  });
  assert.deepEqual(
    pathsTo(heap, 'Leaf').map(([, , path]) => path),
    [
      'globalThis: first (Outer) → inner (Inner) → box (Box) → items (Array) → Outer … → inner (Inner) → box (Box) → items (Array) → leaf (Leaf)',
    ],
  );
});

test('a variable of a function without name is told by its file, also where another module leads to it', () => {
  const heap = heapOf((builder, global) => {
    const native = builder.node('system / NativeContext', { type: 'hidden' });
    const [page, maps, user] = [builder.object('Page'), builder.object('Map'), builder.object('User')];
    builder.edge(0, native, 9, 'shortcut');
    builder.edge(global, addModule(builder, native, '/app/main.cjs', 'page', page), 'main');
    const render = builder.node('render', { type: 'closure', location: [99, 1, 1] });
    const shared = builder.node('render', { type: 'code' });
    builder.edge(page, render, 'render').edge(render, shared, 'shared', 'internal');
    builder.edge(shared, builder.node('/app/memo.cjs', { type: 'code' }), 'script', 'internal');
    const [factory, module] = [builder.object('system / Context'), builder.object('system / Context')];
    const scopeInfo = builder.node('system / ScopeInfo', { type: 'code' });
    builder.edge(render, factory, 'context', 'internal').edge(factory, module, 'previous', 'internal');
    builder.edge(factory, scopeInfo, 'scope_info', 'internal').edge(module, native, 'previous', 'internal');
    builder.edge(factory, maps, 'maps', 'context').edge(maps, user, '1', 'internal');
  });
  const [[, , path]] = pathsTo(heap, 'User');
  const told = 'main.cjs: page (Page) → render (render() memo.cjs:2) → memo.cjs: maps (Map) → User';
  assert.ok(path.endsWith(told), path);
});

test('what a vm context was made of is held by whoever made it, not by the scripts that ran there', () => {
  const heap = heapOf((builder, global) => {
    const native = builder.node('system / NativeContext', { type: 'hidden' });
    const [sandboxes, cache] = [builder.object('Array'), builder.object('Object')];
    builder.edge(0, native, 9, 'shortcut').edge(global, cache, 'cache');
    builder.edge(cache, addModule(builder, native, '/app/main.cjs', 'sandboxes', sandboxes), '/app/main.cjs');
    for (let index = 0; index < 2; index++) {
      const page = builder.object('Page');
      const [sandbox, made] = [builder.object('Sandbox'), builder.node('system / NativeContext', { type: 'hidden' })];
      builder.edge(sandboxes, page, index).edge(page, sandbox, 'sandbox').edge(sandbox, made, 'context', 'internal');
      builder.edge(made, sandbox, 'extension', 'internal');
      const rule = addModule(builder, made, 'evalmachine.<anonymous>', 'rule', builder.object('Rule'));
      builder.edge(made, rule, 'scripts', 'internal');
    }
  });
  assert.deepEqual(pathsTo(heap, 'Sandbox'), [[2, 160, 'main.cjs: sandboxes (Array) → Page → sandbox (Sandbox)']]);
});
