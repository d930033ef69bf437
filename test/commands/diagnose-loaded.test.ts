import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { leakconsoleHere } from '../helpers/main.js';
import { targetNode } from '../helpers/target.js';

const folder = mkdtempSync(join(tmpdir(), 'leakconsole-loaded-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A module with classes that inherit from objects of others, constants, and a table. */
const SHAPES = `
  class Shape { constructor(sides) { this.sides = sides; } }
  function Square() {}
  Square.prototype = new Shape(4);
  function Triangle() {}
  Triangle.prototype = new Shape(3);
  exports.circle = new Shape(0);
  exports.all = Array.from({ length: 50 }, (_, sides) => new Shape(sides));
  exports.Square = Square;
  exports.Triangle = Triangle;`;

/** Loads that module between two snapshots, and sets a variable; `users` grows if it is told to. */
const PROGRAM = `
  const { writeHeapSnapshot } = require('node:v8');
  class User {}
  class Settings {}
  let settings = null;
  const users = new Set([new User()]);
  writeHeapSnapshot('a.heapsnapshot');
  require('./shapes.cjs');
  settings = new Settings();
  if (process.argv[2]) for (let n = 0; n < 50; n++) users.add(new User());
  writeHeapSnapshot('b.heapsnapshot');
  exports.keep = () => [users, settings];`;

async function diagnoseAround(...args: string[]) {
  writeFileSync(join(folder, 'shapes.cjs'), SHAPES);
  writeFileSync(join(folder, 'program.cjs'), PROGRAM);
  execFileSync(targetNode, ['program.cjs', ...args], { cwd: folder });
  const files = ['a', 'b'].map((name) => join(folder, `${name}.heapsnapshot`));
  return (await leakconsoleHere(['diagnose', ...files, '--json'])).json()[0].result;
}

test('a module that was loaded between two snapshots, and a variable that was set, are no finding', async () => {
  const { findings, verdict, summary, remarks } = await diagnoseAround();
  assert.deepEqual(findings, []);
  assert.deepEqual([verdict, summary], ['undecided', 'something grew, and a later snapshot tells whether it goes on']);
  assert.match(remarks.join('\n'), /shapes\.cjs: .*all has \d+ Shape: its module came between the snapshots/);
});

test('what grows in a module that was there is a finding', async () => {
  const { findings } = await diagnoseAround('grow');
  assert.deepEqual(
    findings.map((each: { holder: { path: string } }) => each.holder.path),
    ['main.users'],
  );
});
