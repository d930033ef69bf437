import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PathStep } from '#src/analysis/retaining.js';
import { suspectOf } from '#src/diagnosis/heap-holders.js';

function step(edge: string, name: string, definedAt: string | null = null): PathStep {
  return {
    edge,
    edgeType: edge === '[]' ? 'element' : 'property',
    function: null,
    location: null,
    place: null,
    name,
    type: definedAt === null ? 'object' : 'closure',
    definedAt,
    definedAtPlace: definedAt === null ? null : { url: `file:///app/${definedAt}`, line: 41, column: 1 },
    id: 1,
    retainedBytes: 0,
    keeps: null,
    weakMap: null,
    repeats: 0,
  };
}

test('a list of functions that grow is what gathers, not a list that each of them keeps', () => {
  const steps = [
    step('server', 'Server'),
    step('close', 'Array'),
    step('[]', '(anonymous)', 'proxy.js'),
    step('proxy', 'ProxyServer'),
    step('error', 'Array'),
    step('[]', 'EE'),
  ];
  const growing = new Set(['function in app/proxy.js:41', 'function in proxy.js:41', 'EE']);
  assert.equal(
    suspectOf(steps, (name) => growing.has(name)),
    2,
  );
  assert.equal(
    suspectOf(steps, (name) => name === 'EE'),
    5,
  );
});
