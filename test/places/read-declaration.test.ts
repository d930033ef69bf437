import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDeclaration } from '#src/places/read-declaration.js';

const SOURCE = `import http from 'node:http';
// const cache = 1 is elsewhere
export const users: Map<string, User> = new Map();
let a, cache = new Map();
class Store {
  private readonly sessions: Session[] = [];
  #held = new Set();
  constructor() {
    this.byId = {};
  }
}
`;

for (const [name, at] of [
  ['users', '3:14'],
  ['Store', '5:7'],
  ['sessions', '6:20'],
  ['#held', '7:3'],
  ['byId', '9:10'],
  ['nosuch', null],
] as const) {
  test(`where ${name} is declared: ${at}`, () => {
    const place = findDeclaration(SOURCE, 'file:///app/a.ts', name);
    assert.equal(place && `${place.line}:${place.column}`, at);
  });
}
