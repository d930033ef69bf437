import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConsole } from '../../helpers/console.js';

const huge = `
  const map = new Map(), set = new Set(), object = {}, string = 'x'.repeat(1e8);
  for (let i = 0; i < 1e6; i++) { map.set(i, { i }); set.add(i) }
  for (let i = 0; i < 3e5; i++) object['k' + i] = i
  const many = (make) => Object.fromEntries(Array.from({ length: 190 }, (_, i) => ['k' + i, make()]))`;

test('what is large is printed short, at once, and never travels whole', async () => {
  await withConsole('service.cjs', async ({ evaluate, text, target }) => {
    await evaluate(huge);
    // What the target works, ms: other work of the machine does not count.
    const worked = async () => ((await evaluate('process.cpuUsage().user')).value as number) / 1000;
    const cost = async (line: string) => {
      const before = await worked();
      const printed = await text(line).catch((error) => error.text);
      return { printed, took: (await worked()) - before };
    };
    // To list the names of such an object once: all of them may take a few times that.
    const { took: once } = await cost('Object.keys(object).length');
    for (const [line, start] of [
      ['map', /^Map\(1000000\) \{|^Map\(100\) \[the first of 1000000\] \{/],
      ['set', /^Set\(1000000\) \{|^Set\(100\) \[the first of 1000000\] \{/],
      ['[...set]', /^\[\s+0,\s+1,/],
      ['({ map, set })', /^\{\s+map: Map\(/],
      ['string', /^'xxx.*90000 more characters$/s],
      ['new Error(string)', /^Error: xxx/],
      ['throw new Error(string)', /^Error: xxx/],
      ['throw string', /^'xxx/],
      ['Buffer.alloc(1e8)', /^<Buffer 00 00 .* 99999950 more bytes>$/],
      ['object', /^\{\s+k0: 0,.*299900 more properties$/s],
      ['[object]', /^\[ Object \[300000 properties\] \{\} \]$/],
      ['new Map([["a", object]])', /^Map\(1\) \{ 'a' => Object \[300000 properties\] \{\} \}$/],
      ['Array(100).fill({ object })', /^\[\s+\{ object: Object \[300000 properties\] \{\} \},/],
      ['new Error("m", { cause: object })', /^\[?Error: m\]? \{\s+\[cause\]: Object \[300000 properties\]/],
      ['new String(string)', /^\[String: 'xxx/],
      ['Object.assign([], object)', /^\[\s+k0: 0,.*299900 more properties$/s],
      ['Object.assign(new Error(), { stack: "of mine\\n".repeat(1e7) })', /^\[?of mine\nof mine/],
      ['[Object.assign(new Error(), { stack: string })]', /^\[\s+\[?xxx/],
      ['const queue = Array(3e6).fill(1); delete queue[0]; queue', /^\[\s+<1 empty item>,\s+1,.* more items/s],
      ['const leaf = many(() => 1), branch = many(() => leaf); many(() => branch)', /^\{\s+k0: \[Object\],/],
      ['Array(100).fill(Array(100).fill(Array(100).fill("abc")))', /^\[\s+\[/],
      ['Object.fromEntries(Array.from({ length: 150 }, (_, i) => ["k" + i, "v".repeat(9000)]))', /^\{\s+k0: 'vvv/],
    ] as [string, RegExp][]) {
      const { printed, took } = await cost(line);
      assert.match(printed.length > 600 ? printed.slice(0, 300) + printed.slice(-300) : printed, start, line);
      assert.ok(printed.length < 30_000, `${line}: ${printed.length} characters`);
      assert.ok(took < 5 * once + 2000, `${line}: ${Math.round(took)} ms, and its names ${Math.round(once)} ms`);
    }
    assert.ok(!target.session.hasEnded);
  });
});

test('values are printed as Node prints them', async () => {
  await withConsole('service.cjs', async ({ evaluate, text }) => {
    for (const [line, printed] of [
      ['({ a: 1 })', '{ a: 1 }'],
      ['() => 1', '[Function (anonymous)]'],
      ['class A extends Map {}; new A([[1, { b: 2 }]])', 'A(1) [Map] { 1 => { b: 2 } }'],
      ['[1, , 3]', '[ 1, <1 empty item>, 3 ]'],
      ['new Date(0)', '1970-01-01T00:00:00.000Z'],
      ['/a/g', '/a/g'],
      ['1n', '1n'],
      ['Symbol("s")', 'Symbol(s)'],
      ['Object.create(null)', '[Object: null prototype] {}'],
      ['({ get a() { return 1 } })', '{ a: [Getter] }'],
      ['const o = {}; o.o = o; o', '<ref *1> { o: [Circular *1] }'],
      ['({ [Symbol.for("nodejs.util.inspect.custom")]: () => "mine" })', 'mine'],
      ['undefined', 'undefined'],
    ]) {
      assert.equal(await text(line), printed, line);
    }
    assert.deepEqual(await evaluate('null'), { type: 'null', value: null, text: 'null' });
    assert.deepEqual(await evaluate('"a"'), { type: 'string', value: 'a', text: "'a'" });
    for (const line of ['NaN', '-0', '1n', 'undefined', '({})', '"x".repeat(20000)']) {
      assert.equal('value' in (await evaluate(line)), false, `${line}: JSON cannot hold it`);
    }
  });
});

test('an error whose own properties are enumerable is printed', async () => {
  await withConsole('service.cjs', async ({ text }) => {
    const line = 'Object.assign(new Error(), { message: "mine", cause: 1 }, { code: 7 })';
    assert.match(await text(line), /^(Error|\[Error: mine\]).*code: 7/s);
  });
});

test('a value that throws while it is printed does not hurt', async () => {
  await withConsole('hostile.cjs', async ({ text }, target) => {
    assert.match(await text('cache'), /^Map\(2\) .*'getter' => \{\s+value: \[Getter\/Setter\]/s);
    assert.equal(await text('shy'), 'Shy(0) [Map] {}');
    assert.match(await text('proxy'), /^(Proxy\()?\[Function: target\]/);
    assert.equal(await target.get('/'), '3');
  });
});
