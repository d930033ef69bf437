// Writes heap snapshots of any size and shape in the format of Node 20, a few megabytes at a time: node
// test/bench/generate.mjs FILE SHAPE COUNT
import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const nodeTypes = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic'];
const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
const [hidden, array, string, object, code, closure, , number, , synthetic] = nodeTypes.keys();
const [context, element, property, internal, , shortcut] = edgeTypes.keys();

const fieldCount = 7;

/**
 * Each shape calls `heap.node(type, name, self size, edges, location?)` for one node after the other; edges are [type,
 * name, to] flat.
 */
export const shapes = {
  /** A service: `count` orders in a map, each with items, an address, strings, numbers, a closure and its context. */
  service(heap, count) {
    const [global, Obj, Order, Arr] = names(heap, 'global', 'Object', 'Order', 'Array');
    const [Context, heapNumber, table, gcRoots] = names(heap, 'system / Context', 'heap number', 'table', '(GC roots)');
    const [map, proto, name, items] = edgeNames(heap, 'map', '__proto__', 'name', 'items');
    const [address, total, customer, onDone] = edgeNames(heap, 'address', 'total', 'customer', 'onDone');
    const [status, elements, sku, price] = edgeNames(heap, 'status', 'elements', 'sku', 'price');
    const [product, city, street, orderName] = edgeNames(heap, 'product', 'city', 'street', 'order');
    const [shared, contextName, previous] = edgeNames(heap, 'shared', 'context', 'previous');
    const [cell, codeName] = edgeNames(heap, 'feedback_cell', 'code');
    const pool = 1000;
    const first = 10 + 2 * pool;
    const unit = 16;
    const at = (i) => first + unit * i;
    const at0 = (k) => 2 + k;
    heap.node(synthetic, heap.string(''), 0, [shortcut, global, 1, element, 1, 2]);
    heap.node(object, global, 16, [property, orderName, 9]);
    // 2..8: what V8 has once: maps, prototype, code
    heap.node(synthetic, gcRoots, 0, [element, 1, 3, element, 2, 4, element, 3, 5, element, 4, 6]);
    for (let k = 0; k < 4; k++) heap.node(hidden, table, 80, [internal, map, 3]);
    heap.node(object, Obj, 28, [internal, map, 3]);
    heap.node(code, table, 64, []);
    heap.node(array, table, 16 * count, (edge) => {
      for (let k = 0; k < 2 * pool; k++) edge(internal, product, 10 + k);
      for (let i = 0; i < count; i++) edge(element, i, at(i));
    });
    for (let k = 0; k < pool; k++) heap.node(string, heap.string(`city of ${k}`), 24, [internal, map, 4]);
    for (let k = 0; k < pool; k++) heap.node(object, Obj, 28, [internal, map, 5, property, name, 10 + k]);
    let random = 1;
    for (let i = 0; i < count; i++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      const u = at(i);
      const some = random % pool;
      const other = at(Math.floor((random / 2 ** 32) * (i + 1)));
      heap.node(
        object,
        Order,
        72,
        [
          internal,
          map,
          at0(1),
          property,
          proto,
          7,
          property,
          name,
          u + 11,
          property,
          items,
          u + 1,
          property,
          address,
          u + 9,
          property,
          total,
          u + 12,
          property,
          customer,
          other,
          property,
          onDone,
          u + 13,
          property,
          status,
          10 + (i % 5),
        ],
        [77, 12, 8],
      );
      heap.node(object, Arr, 16, [internal, map, at0(2), property, proto, 7, internal, elements, u + 2]);
      heap.node(array, heap.string(''), 48, [
        internal,
        map,
        at0(2),
        element,
        0,
        u + 3,
        element,
        1,
        u + 4,
        element,
        2,
        u + 5,
      ]);
      for (let k = 0; k < 3; k++) {
        const which = 10 + pool + ((some + k * 311) % pool);
        heap.node(object, Obj, 40, [
          internal,
          map,
          at0(3),
          property,
          sku,
          u + 6 + k,
          property,
          price,
          u + 15,
          property,
          product,
          which,
          property,
          orderName,
          u,
        ]);
      }
      for (let k = 0; k < 3; k++)
        heap.node(string, heap.unique('stock keeping unit ', 3 * i + k), 32, [internal, map, at0(2)]);
      heap.node(object, Obj, 32, [
        internal,
        map,
        at0(3),
        property,
        proto,
        7,
        property,
        city,
        10 + some,
        property,
        street,
        u + 10,
      ]);
      heap.node(string, heap.unique('a street with a rather long name and the number ', i), 48, [
        internal,
        map,
        at0(2),
      ]);
      heap.node(string, heap.unique('customer, known since 2026-11-21, number ', i), 32, [internal, map, at0(2)]);
      heap.node(number, heapNumber, 16, [internal, map, at0(4)]);
      heap.node(closure, Order, 64, [
        internal,
        map,
        at0(4),
        internal,
        shared,
        8,
        internal,
        contextName,
        u + 14,
        internal,
        cell,
        6,
        internal,
        codeName,
        8,
      ]);
      heap.node(object, Context, 48, [
        internal,
        map,
        at0(4),
        internal,
        previous,
        1,
        internal,
        shared,
        8,
        context,
        orderName,
        u,
      ]);
      heap.node(number, heapNumber, 16, [internal, map, at0(4)]);
    }
  },
  /** A linked list. */
  list(heap, count) {
    const [entry, next] = names(heap, 'Entry', 'next');
    heap.node(synthetic, heap.string(''), 0, [shortcut, next, 1]);
    for (let i = 1; i <= count; i++) heap.node(object, entry, 32, i < count ? [property, next, i + 1] : []);
  },
  /** A linked list in both directions. */
  chain(heap, count) {
    const [entry, next, previous] = names(heap, 'Entry', 'next', 'previous');
    heap.node(synthetic, heap.string(''), 0, [shortcut, next, 1]);
    for (let i = 1; i <= count; i++) {
      const back = i > 1 ? [property, previous, i - 1] : [];
      heap.node(object, entry, 32, i < count ? [...back, property, next, i + 1] : back);
    }
  },
  /** One node with `count` retainers. */
  retainers(heap, count) {
    const [holder, held, table] = names(heap, 'Holder', 'held', 'table');
    heap.node(synthetic, heap.string(''), 0, [shortcut, table, 1]);
    heap.node(array, table, 8 * count, (edge) => {
      for (let i = 0; i < count; i++) edge(element, i, 3 + i);
    });
    heap.node(object, held, 64, []);
    for (let i = 0; i < count; i++) heap.node(object, holder, 24, [property, held, 2]);
  },
  /** Every node refers to every other. */
  complete(heap, count) {
    const [all] = names(heap, 'All');
    heap.node(synthetic, heap.string(''), 0, [shortcut, all, 1]);
    for (let i = 1; i <= count; i++) {
      heap.node(object, all, 24, (edge) => {
        for (let k = 1; k <= count; k++) if (k !== i) edge(element, k, k);
      });
    }
  },
  /** Strings that are all the same. */
  duplicates(heap, count) {
    const [table] = names(heap, 'table');
    heap.node(synthetic, heap.string(''), 0, [shortcut, table, 1]);
    heap.node(array, table, 8 * count, (edge) => {
      for (let i = 0; i < count; i++) edge(element, i, 2 + i);
    });
    for (let i = 0; i < count; i++) heap.node(string, heap.unique('the same text again and again', null), 48, []);
  },
};

/** V8 numbers the strings of nodes before those that only edges have. */
function edgeNames(heap, ...texts) {
  return texts.map((text) => heap.edgeString(text));
}

function names(heap, ...texts) {
  return texts.map((text) => heap.string(text));
}

/** Writes a snapshot, and gives its size in bytes and its counts. */
export function generate(file, shape, count) {
  const out = new Output(file);
  const counted = pass(shape, count, {}, 0);
  const each = (callbacks) => pass(shape, count, callbacks, counted.strings);
  const meta = {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
    node_types: [nodeTypes, 'string', 'number', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [edgeTypes, 'string_or_number', 'node'],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
    trace_function_info_fields: [],
    trace_node_fields: [],
    sample_fields: ['timestamp_us', 'last_assigned_id'],
  };
  const header = { meta, node_count: counted.nodes, edge_count: counted.edges, trace_function_count: 0 };
  out.text(`{"snapshot":${JSON.stringify(header)},\n"nodes":[`);
  each({ node: (at, type, name, selfSize, own) => out.numbers(at > 0, type, name, 2 * at + 1, selfSize, own, 0, 0) });
  out.text('],\n"edges":[');
  each({ edge: (at, type, name, to) => out.numbers(at > 0, type, name, to * fieldCount) });
  out.text('],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[');
  let locations = 0;
  each({
    node: (at, _type, _name, _selfSize, _own, location) => {
      if (location) out.numbers(locations++ > 0, at * fieldCount, ...location);
    },
  });
  out.text('],\n"strings":[');
  const { edgeStrings } = each({ string: (at, text) => out.text((at > 0 ? ',\n' : '') + JSON.stringify(text)) });
  for (const text of edgeStrings) out.text(`,\n${JSON.stringify(text)}`);
  out.text(']}\n');
  return { bytes: out.close(), nodeCount: counted.nodes, edgeCount: counted.edges };
}

/**
 * Lets the shape tell of its nodes, edges and strings, with their ordinals; `firstEdgeString` is the index of its first
 * edge's name.
 */
function pass(shape, count, { node = () => {}, edge = () => {}, string = () => {} }, firstEdgeString) {
  const known = new Map();
  const edgeStrings = [];
  let strings = 0;
  let nodes = 0;
  let edges = 0;
  const add = (text) => {
    string(strings, text);
    return strings++;
  };
  const addEdge = (type, name, to) => edge(edges++, type, name, to);
  shapes[shape](
    {
      string(text) {
        if (!known.has(text)) known.set(text, add(text));
        return known.get(text);
      },
      edgeString: (text) => firstEdgeString + edgeStrings.push(text) - 1,
      unique: (text, suffix) => add(suffix === null ? text : text + suffix),
      node(type, name, selfSize, own, location) {
        const first = edges;
        if (typeof own === 'function') own(addEdge);
        else for (let i = 0; i < own.length; i += 3) addEdge(own[i], own[i + 1], own[i + 2]);
        node(nodes++, type, name, selfSize, edges - first, location);
      },
    },
    count,
  );
  return { nodes, edges, strings, edgeStrings };
}

/** A file that is written in pieces of 4 MB. */
class Output {
  #buffer = Buffer.alloc(4_000_000);
  #length = 0;
  #written = 0;
  #file;

  constructor(file) {
    this.#file = openSync(file, 'w');
  }

  text(text) {
    if (this.#length + text.length > this.#buffer.length) this.#flush();
    if (text.length > this.#buffer.length) this.#written += writeSync(this.#file, text);
    else this.#length += this.#buffer.write(text, this.#length, 'latin1');
  }

  numbers(comma, ...values) {
    if (this.#length + 120 > this.#buffer.length) this.#flush();
    const buffer = this.#buffer;
    let at = this.#length;
    if (comma) {
      buffer[at++] = 0x0a;
      buffer[at++] = 0x2c;
    }
    for (let i = 0; i < values.length; i++) {
      if (i > 0) buffer[at++] = 0x2c;
      let value = values[i];
      let digits = 1;
      for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
      for (let place = at + digits - 1; place >= at; place--) {
        const next = Math.floor(value / 10);
        buffer[place] = 0x30 + value - next * 10;
        value = next;
      }
      at += digits;
    }
    this.#length = at;
  }

  close() {
    this.#flush();
    closeSync(this.#file);
    return this.#written;
  }

  #flush() {
    this.#written += writeSync(this.#file, this.#buffer, 0, this.#length);
    this.#length = 0;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, shape, count] = process.argv.slice(2);
  console.log(generate(file, shape, Number(count)));
}
