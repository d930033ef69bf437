import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestScript, scriptOf, scripts, textOfScript } from '#src/session/scripts.js';
import type { Session } from '#src/session/session.js';

/** A session whose target tells of its scripts when the debugger is enabled; `sent` are the commands that it got. */
function withScripts(loaded: { id: number; url: string }[]): { session: Session; sent: string[] } {
  const listeners: ((params: unknown) => void)[] = [];
  const tell = (params: unknown) => {
    for (const listener of listeners) listener(params);
  };
  const sent: string[] = [];
  const session = {
    on(event: string, listener: (params: unknown) => void) {
      if (event === 'Debugger.scriptParsed') listeners.push(listener);
      return () => {};
    },
    async send(method: string, params: { scriptId?: string }) {
      sent.push(method);
      if (method === 'Debugger.enable') for (const { id, url } of loaded) tell({ scriptId: String(id), url });
      return { scriptSource: `source of ${params?.scriptId}` };
    },
  };
  return { session: session as unknown as Session, sent };
}

const named = (id: number) => ({ id, url: `file:///${id}.js` });
const enabled = (sent: readonly string[]) => sent.filter((method) => method === 'Debugger.enable').length;

test('a target of 200,000 scripts is listed', async () => {
  const { session } = withScripts(Array.from({ length: 200_000 }, (_, index) => named(index + 1)));
  assert.equal((await scripts(session)).size, 200_000);
  assert.equal((await scriptOf(session, '199999'))?.url, 'file:///199999.js');
});

test('the debugger is enabled once, and again only for what is younger than the list', async () => {
  const loaded = [named(7), named(3)];
  const { session, sent } = withScripts(loaded);
  await Promise.all([scripts(session), scripts(session), scriptOf(session, '3'), scriptOf(session, '5')]);
  assert.equal(enabled(sent), 1);
  loaded.push(named(9));
  assert.equal((await scriptOf(session, '9'))?.url, 'file:///9.js');
  assert.equal((await scripts(session)).size, 3, 'the list is up to date');
  assert.equal(enabled(sent), 2);
  assert.equal(await scriptOf(session, '12'), null);
  assert.equal(await scriptOf(session, '11'), null);
  assert.equal(enabled(sent), 3, 'what V8 does not list is asked for once');
  assert.equal(sent.at(-1), 'Debugger.disable');
});

test('a source is that of the newest script with a URL, and whatever enables the debugger brings the list up to date', async () => {
  const loaded = [
    { id: 9, url: 'file:///a.js' },
    { id: 4, url: 'file:///a.js' },
  ];
  const { session, sent } = withScripts(loaded);
  assert.equal(await newestScript(session, 'file:///none.js'), null);
  loaded.push(named(10));
  const newest = await newestScript(session, 'file:///a.js');
  assert.equal(await textOfScript(session, newest!.id), 'source of 9');
  assert.equal((await scriptOf(session, '10'))?.url, 'file:///10.js');
  assert.equal(enabled(sent), 2);
});
