import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptOf, scripts } from '#src/session/scripts.js';
import type { Session } from '#src/session/session.js';

/** A session whose target tells of so many scripts. */
function withScripts(count: number): Session {
  let tell = (_: unknown) => {};
  const session = {
    on(event: string, listener: (params: unknown) => void) {
      if (event === 'Debugger.scriptParsed') tell = listener;
      return () => {};
    },
    async send(method: string) {
      if (method !== 'Debugger.enable') return;
      for (let id = 1; id <= count; id++) tell({ scriptId: String(id), url: `file:///${id}.js` });
    },
  };
  return session as unknown as Session;
}

test('a target of 200,000 scripts is listed', async () => {
  const session = withScripts(200_000);
  assert.equal((await scripts(session)).size, 200_000);
  assert.equal((await scriptOf(session, '199999'))?.url, 'file:///199999.js');
});
