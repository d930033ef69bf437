import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { GeneratedScope } from '#src/places/generated-scopes.js';
import { MappedScript } from '#src/places/mapped-script.js';
import { matchScopes } from '#src/places/match-scopes.js';
import { functionAt } from '#src/places/original-names.js';
import { runAndInspect } from './inspected-functions.js';

/**
 * Writes a program of nested functions, blocks and classes whose variables have few names, as minified ones have, and
 * each as its value the offset of its own declaration. So a value that is read from a scope tells which scope that is.
 */
function writeProgram(tape: readonly number[]): string {
  let text = '';
  let at = 0;
  const next = (below: number): number => (tape[at++ % tape.length] + at) % below;
  const name = () => 'abcd'[next(4)];
  const declare = (keyword: string, declared: Set<string>) => {
    const own = name();
    if (declared.has(own)) return;
    declared.add(own);
    text += `${keyword} `;
    text += `${own} = ${text.length}; `;
  };
  const body = (depth: number, declared: Set<string>): void => {
    for (let left = 1 + next(4); left > 0 && at < tape.length; left--) {
      switch (depth > 5 ? next(3) : next(12)) {
        case 0:
          declare('let', declared);
          break;
        case 1:
          declare('const', declared);
          break;
        case 2:
          text += `require(() => [${name()}, ${name()}]); `;
          break;
        case 3: {
          text += 'require(function (';
          const params = new Set<string>([name()]);
          for (const own of params) text += `${own} = ${text.length}`;
          text += ') { ';
          text += 'require(() => [a, b]); ';
          body(depth + 1, params);
          text += '}, true); ';
          break;
        }
        case 4:
          text += '{ ';
          body(depth + 1, new Set());
          text += '} ';
          break;
        case 5: {
          const own = name();
          text += 'for (let ';
          text += `${own} = ${text.length}, once = true; once; once = false) { require(() => ${own}); `;
          body(depth + 1, new Set());
          text += '} ';
          break;
        }
        case 6: {
          text += 'require(class C { ';
          if (next(2)) text += `constructor() { require(() => [a, C]); `;
          else text += 'other() { ';
          body(depth + 1, new Set());
          text += `} method() { return [b, C, #hidden in this]; } #hidden = 1; field = () => c; }); `;
          break;
        }
        case 7:
          text += 'require(async () => { ';
          body(depth + 1, new Set());
          text += '}, true); ';
          break;
        case 8: {
          text += 'try { throw ';
          text += `${text.length + '123456} catch ('.length}`.padEnd(6);
          text += '} catch (';
          const caught = name();
          text += `${caught}) { require(() => [a, b, c, d]); `;
          body(depth + 1, new Set([caught]));
          text += '} ';
          break;
        }
        case 9: {
          text += 'require(function named({ length }, ';
          const own = name();
          text += `${own} = ${text.length}) { var `;
          const local = name();
          if (local !== own) text += `${local} = ${text.length}, `;
          text += `last; require(() => [named, length, last, ${local}]); `;
          body(depth + 1, new Set([own, local]));
          text += '}); ';
          break;
        }
        case 10:
          text += `switch (1) { case 1: require(() => [${name()}]); `;
          body(depth + 1, new Set());
          text += '} ';
          break;
        default:
          text += 'require(function again() { return [again, d]; }); ';
      }
    }
  };
  body(0, new Set());
  return text;
}

test('the scopes of functions, as V8 lists them, are found in the code by the names and the nesting of their variables', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 10, maxLength: 150 }), (tape) => {
      const text = writeProgram(tape);
      const script = new MappedScript({ url: 'file:///program.cjs', isModule: false, text, map: null });
      for (const { line, column, scopes } of runAndInspect(text)) {
        const found = matchScopes(functionAt(script, { line, column }), scopes);
        const byEntry = new Map([...found].map(([scope, entry]) => [entry, scope]));
        for (const [entry, { description, values }] of scopes.entries()) {
          if (/^(?:Global|Script)/.test(description)) continue;
          const scope: GeneratedScope | undefined = byEntry.get(entry);
          assert.ok(scope, `${description} {${Object.keys(values)}} at ${line}:${column} of\n${text}`);
          for (const [name, value] of Object.entries(values)) {
            if (typeof value !== 'number') continue;
            assert.equal(scope.bindings.get(name)?.offset, value, `${name} of ${description} in\n${text}`);
            compared++;
          }
        }
      }
    }),
    { numRuns: 200, includeErrorInReport: true } as fc.Parameters<[number[]]>,
  );
  assert.ok(compared > 500, `${compared} values compared`);
});
