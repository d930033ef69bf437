import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { REGISTRY } from '#src/registry.js';
import { runInteractive } from '#src/repl/interactive.js';
import { createStyle } from '#src/view/text/style.js';
import { withConsole } from '../helpers/console.js';

test('what the budget does not allow is asked for at the prompt, and what is typed then is the answer alone', async () => {
  await withConsole(
    'leaks/cache.cjs',
    async ({ live, target }) => {
      const [stdin, stdout] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
      const shows = async (pattern: RegExp): Promise<void> => {
        let text = '';
        for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
          text += stripVTControlCharacters(chunk);
          if (pattern.test(text)) return;
        }
        assert.fail(`it ended, not ${pattern}:\n${text}`);
      };
      const console = {
        registry: REGISTRY,
        target: live,
        json: false,
        screen: { style: createStyle(), rows: 24, write: (text: string) => void stdout.write(text) },
        lens: null,
        endsSession: false,
        notice: () => {},
        progress: () => {},
        choose: async () => assert.fail('asked elsewhere'),
        follow: null,
        untilEnough: async () => assert.fail('ended early elsewhere'),
      };
      const report = (error: unknown) => {
        stdout.write(`${error}\n`);
        return 1 as const;
      };
      const left = runInteractive(
        console,
        { stdin, stdout, env: { LEAKCONSOLE_HISTORY: '' } },
        { signal: new AbortController().signal, report },
      );
      const type = (keys: string) => stdin.write(keys);
      await shows(/> $/);
      type('.snapshot --no-file\r');
      await shows(
        /would stall the target .*\n.*a forked child would stall it .*\[s\]top the service for it, \[N\]o\? $/s,
      );
      type('n\r');
      await shows(/refused: .*> $/s);
      type('.snapshot --no-file\r20 +');
      await shows(/\[N\]o\? $/);
      type('n\r');
      await shows(/refused: .*> 20 \+$/s);
      type(' 2\r');
      await shows(/\n22\n.*> $/s);
      type('.snapshot --no-file\r');
      await shows(/\[N\]o\? $/);
      type('\x03');
      await shows(/interrupted.*> $/s);
      type('20 + 1\r');
      await shows(/\n21\n.*> $/s);
      type('.snapshot --no-file\r');
      await shows(/\[N\]o\? $/);
      type('s\r');
      await shows(/taken, not written.*> $/s);
      assert.equal(target.snapshots.list.length, 1);
      type('\x04');
      assert.equal(await left, 0);
    },
    { console: { maxPause: 1 } },
  );
});
