import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localPath } from '#src/places/local-path.js';

test('a file of this machine has a path; whatever else a program calls its scripts has none', {
  skip: process.platform === 'win32',
}, () => {
  assert.equal(localPath('/app/a%20b.js'), '/app/a%20b.js');
  assert.equal(localPath('file:///app/a%20b.js'), '/app/a b.js');
  for (const url of ['file://host/app/a.js', 'file:///app/a%2Fb.js', 'file:///app/%zz', 'node:fs', 'webpack://a/b.js'])
    assert.equal(localPath(url), null, url);
});
