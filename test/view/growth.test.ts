import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GrowthResult, GrowthRow } from '#src/lenses/growth-result.js';
import { viewGrowth } from '#src/view/growth.js';
import { renderBlocks } from '#src/view/text/render-blocks.js';
import { createStyle } from '#src/view/text/style.js';

const USER: GrowthRow = {
  name: 'User',
  count: 3,
  new: null,
  deleted: null,
  delta: 2,
  perMinute: 4,
  always: false,
  shrank: false,
  origin: 'own',
  shallowDeltaBytes: null,
  place: null,
  location: null,
};

test('one more type is told as one', () => {
  const since = '2026-01-01T00:00:00.000Z';
  const grown: GrowthResult = { since, takenAt: since, ms: 1000, types: [USER], more: 1, totalDelta: 2 };
  const render = (more: number) => renderBlocks(viewGrowth({ ...grown, more }), createStyle({}));
  assert.match(render(1), /; 1 more type$/);
  assert.match(render(2), /; 2 more types$/);
});
