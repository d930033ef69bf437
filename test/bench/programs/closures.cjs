// Many closures and contexts: handlers that close over requests, chains of middleware, pending async functions, generators, bound
// functions, promises, memoised functions.

/** Handlers that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 283;

const handlers = [];
const pending = new Set();
const wakers = [];
const generators = [];

function compose(layers) {
  return (request) =>
    layers.reduceRight(
      (next, layer) => () => layer(request, next),
      () => request,
    )();
}

function memoise(make) {
  const known = new Map();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key);
  };
}

function* pages(of) {
  for (let page = 0; ; page++) yield { page, of };
}

async function serve(request, signal) {
  const start = { at: request.id };
  const body = await new Promise((resolve) => wakers.push(resolve));
  signal.done = await Promise.all([body, start]);
  return request;
}

exports.fill = (units) => {
  for (let id = 0; id < units; id++) {
    const request = { id, path: `/path/${id}`, handlers: [] };
    const counts = { calls: 0 };
    const layers = Array.from({ length: 4 }, (_, depth) => (_request, next) => {
      counts.calls += depth;
      return next();
    });
    const handler = compose(layers);
    const lookup = memoise((key) => ({ key, request }));
    lookup(id);
    request.handlers.push(handler, lookup, handler.bind(request), () => handlers[id - 1]?.(counts));
    handlers.push(handler);
    pending.add(serve(request, counts));
    const generator = pages(request);
    generator.next();
    generators.push(generator);
  }
};
exports.kept = () => [handlers, pending, wakers, generators];
