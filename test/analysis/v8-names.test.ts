import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionName, isContext, isNativeContext, scriptPath } from '#src/analysis/v8-names.js';

test('a script is known by its name, as V8 wrote it before and writes it since 15', () => {
  assert.equal(scriptPath('file:///srv/a.js'), 'file:///srv/a.js');
  assert.equal(scriptPath('system / Script / file:///srv/a.js'), 'file:///srv/a.js');
  for (const name of ['', 'system / Script', 'system / Script / ', 'system / DebugInfo']) {
    assert.equal(scriptPath(name), null, name);
  }
});

test('a function is known by the name of its code', () => {
  assert.equal(functionName('tick'), 'tick');
  assert.equal(functionName('system / SharedFunctionInfo / tick'), 'tick');
  for (const name of ['(shared function info)', 'system / SharedFunctionInfo'])
    assert.equal(functionName(name), '', name);
});

test('contexts are known whatever follows their name', () => {
  for (const name of ['system / Context', 'system / Context / scope @33073']) assert.ok(isContext(name), name);
  for (const name of ['system / ContextCell', 'system / NativeContext']) assert.ok(!isContext(name), name);
  assert.ok(isNativeContext('system / NativeContext / file://'));
});
