import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeCommand } from '#src/commands/size.js';
import { renderBlocks } from '#src/view/text/render-blocks.js';
import { createStyle } from '#src/view/text/style.js';

test('one more class is told as one', () => {
  const row = { id: 1, name: 'Map', content: 'Map(2)', shallowBytes: 16, retainedBytes: 32, count: 2, types: [] };
  const style = createStyle({});
  const render = (more: number) => renderBlocks(sizeCommand.view({ ...row, more }, { object: '@1', n: 20 }), style);
  assert.match(render(1), /\+ 1 more class$/);
  assert.match(render(2), /\+ 2 more classes$/);
});
