// Many strings: lines of logs, words with where they stand, texts that are cut out of others or put together from them, in one byte and in two.

/** Lines that make about one megabyte of snapshot. */
exports.unitsPerMegabyte = 1320;

const lines = [];
const words = new Map();
const fields = [];
const keys = {};

exports.fill = (units) => {
  for (let line = 0; line < units; line++) {
    const text = `2026-11-${10 + (line % 20)} ${line % 7 ? 'INFO' : 'WARN'} request ${line} of user-${line % 9973} took ${line % 1013} ms`;
    lines.push(text);
    fields.push(text.slice(11), `${text} and then ${line % 31}`);
    if (line % 3 === 0) fields.push(`Grüße an „${line}“ — ναι`);
    for (const word of text.split(' ')) {
      const found = words.get(word);
      if (found === undefined) words.set(word, [line]);
      else if (found.length < 100) found.push(line);
    }
    if (line % 5 === 0) keys[`key of line ${line}`] = text;
    if (line % 11 === 0) fields.push(JSON.parse(JSON.stringify({ line: String(line), text })));
  }
};
exports.kept = () => [lines, words, fields, keys];
