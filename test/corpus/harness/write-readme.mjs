import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpus, readLog } from './packages.mjs';

const HEAD = `<!-- Written by node test/corpus/run.mjs --readme from the JSON files beside it. -->

# The corpus

Memory leaks of Node services whose causes are known from public issue trackers, each as a small service of our own with the package at the
version that leaks; healthy services, in which nothing may be found; and production builds of frameworks, whose one leaking Map must be
found. \`npm run corpus\` runs them all, \`npm run corpus -- NAME… --json FILE\` some, with the answers in a file; \`leaks\`, \`healthy\` and
\`frameworks\` name a part. \`LEAKCONSOLE_TARGET_NODE\` is the Node that the services run on.

Each leak is looked at as an engineer would, in one console: \`.collections\` and \`.growth\` set the base, traffic follows, then the same
again, \`.retainers\` of the class that grew, and \`.path\` of one of its objects. Then \`diagnose\` looks at a new process of it under
traffic: its first finding must name the holder and the file. The table tells in which row each names the culprit, – where none does. A row
names it if a pattern of the entry is found in the row's text. A healthy service must have no finding.

A new leak is a service in \`leaks/\`, its package in \`package.json\`, and an entry in \`log/leaks.json\`: \`holder\` is a pattern of what must be
named, \`file\` of the file where it is, \`class\` of the class that grows, \`ask\` the name that is asked for. \`retainers\` and \`path\` are patterns
where those commands have other words for the holder; \`path\` is null where there is no object to ask for. \`node\` is a range of
versions that leak, and \`build\` says how a service in TypeScript is built: \`transpiled\`, or \`minified\` as a bundle.
`;

/** Writes log/README.md, which shows the entries as tables. */
export function writeReadme() {
  const leaks = readLog('leaks').map(({ name, kind, package: packages, cause, link }) => {
    const [, repository, number] = /github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(link);
    return [name, kind, packages, cause, `[${repository}#${number}](${link})`];
  });
  const healthy = readLog('healthy').map(({ name, kind, package: packages }) => [name, kind, packages]);
  const frameworks = readLog('frameworks').map(({ name, kind }) => [name, kind]);
  const text = [
    HEAD,
    '## Leaks\n',
    table(['leak', 'kind', 'package', 'cause', 'known from'], leaks),
    '\n## Healthy services\n',
    table(['service', 'what it does', 'package'], healthy),
    '\n## Frameworks\n',
    table(['service', 'what it is'], frameworks),
  ];
  writeFileSync(join(corpus, 'log', 'README.md'), `${text.join('\n')}\n`);
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
