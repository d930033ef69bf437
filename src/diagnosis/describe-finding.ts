import { isPartName } from '../analysis/parts.js';
import type { Place } from '../places/place.js';
import { shortFile, shortPlace } from '../places/shorten.js';
import { formatAge, formatDuration } from '../view/format-duration.js';
import { formatBytes, formatBytesDelta, formatCount, formatShare } from '../view/format-quantities.js';
import type { CourseJudgement } from './course.js';
import type { Finding, Holder, Site, Trend } from './diagnosis.js';
import { type Gathered, gatheredIn, locationBeside } from './gathered.js';
import type { HeapHolder } from './heap-holders.js';
import type { HolderNames } from './holder-names.js';
import { KEYS_SAID } from './key-pattern.js';
import { kindOf } from './kinds.js';
import type { SeenCollection } from './look.js';
import { type NameFile, namesIn, signatureOf, withoutKeys } from './signature.js';
import {
  bytesPerHourOf,
  calledByTimer,
  heldBytesOf,
  isHeldByTimers,
  isListOfHandles,
  type Suspect,
} from './suspect.js';

/** What is known beside the looks. */
export interface SuspectFacts {
  /** Where the holder's variable is declared; null where that is not known. */
  readonly place: Place | null;
  /** Names of classes that stand in the service's own files. */
  readonly ownClasses: ReadonlySet<string>;
  /** `name@version`; null where the service itself holds it. */
  readonly package: string | null;
  /** The functions that allocate it. */
  readonly sites: readonly Site[];
  /** The shallow size of the whole heap, bytes; null without a snapshot. */
  readonly heapBytes: number | null;
  readonly trend: Trend;
  /** Names the files of the program for signatures. */
  readonly nameFile: NameFile;
}

/** Says of a suspect what it is, by what was seen of it. */
export function describeFinding(suspect: Suspect, facts: SuspectFacts): Finding {
  const { collection, types, heap } = suspect;
  const grown = collection ?? types[0] ?? null;
  const holder = holderOf(suspect, facts);
  const gathered = gatheredIn(suspect);
  const { kind, advice } = kindOf({
    path: holder?.path ?? '',
    holderKind: holder?.kind ?? '',
    gathered: gathered?.counted ?? null,
    classes: classesOf(suspect, gathered),
    ownClasses: facts.ownClasses,
    along: heap === null ? namesIn(holder?.path ?? '') : tailOf(heap),
    isChainOfCalls: heap !== null && isChainOfCalls(heap),
    keeps: heap?.path.steps.at(-1)?.keeps?.kind ?? null,
    keys: heap?.keys ?? null,
    package: facts.package,
  });
  const bytesPerHour = bytesPerHourOf(suspect);
  const retainedBytes = heldBytesOf(suspect);
  const share = retainedBytes === null || !facts.heapBytes ? null : Math.min(1, retainedBytes / facts.heapBytes);
  const finding = {
    kind,
    advice,
    class: gathered?.name ?? null,
    holder,
    sites: facts.sites,
    perMinute: grown === null || grown.judgement.perMinute === null ? null : round(grown.judgement.perMinute),
    bytesPerHour,
    retainedBytes,
    share,
    signature: signatureOfHolder(collection ? suspect : (heap ?? suspect), gathered, facts.nameFile),
    confidence: confidenceOf(suspect),
    evidence: evidenceOf(suspect),
    package: facts.package,
    course: grown?.course.numbers ?? [],
    path: heap?.path ?? null,
    next: nextOf(suspect),
  };
  const said = gathered?.said ?? 'entries';
  return { ...finding, sentence: sentenceOf(finding, said, grown?.judgement ?? null, facts.trend) };
}

/** Where objects of a class of the program's were counted, it tells their kind, and not what hangs on them. */
function classesOf({ types, collection }: Suspect, gathered: Gathered | null): string[] {
  const holds = collection?.what.holds ?? [];
  const counted = types.find(({ what }) => what.name === gathered?.counted)?.what;
  const isTold = counted !== undefined && counted.origin !== 'builtin' && !isPartName(counted.name);
  return [...(isTold ? [counted.name] : [gathered?.name ?? '', ...tellingNames(types)]), ...holds];
}

/** Where classes of the program gather, sockets and promises hang on these. */
function tellingNames(types: Suspect['types']): string[] {
  const own = types.filter(({ what }) => what.origin !== 'builtin');
  return (own.length > 0 ? own : types).map(({ what }) => what.name);
}

/** What native code holds by no name is known by its class. */
function signatureOfHolder({ module, names }: HolderNames, gathered: Gathered | null, nameFile: NameFile): string {
  return signatureOf(module, names.length > 0 || gathered === null ? names : [gathered.name], nameFile);
}

function holderOf({ collection, heap, module }: Suspect, { place }: SuspectFacts): Holder | null {
  if (collection) {
    const { path, kind, entries } = collection.what;
    // What Node lists is in no file, whatever module of Node's holds it.
    const where = isListOfHandles({ collection }) ? { module: null, place: null } : { module, place };
    return { path: withoutKeys(path), kind, ...where, entries };
  }
  if (heap === null) return null;
  const entries = heap.held.count;
  const called = isHeldByTimers({ collection, module }) ? calledByTimer(heap) : null;
  // The name of Node's lists says nothing.
  if (called !== null) return { path: `timers › ${called}`, kind: 'Timeout', module: null, place: null, entries };
  return { path: heap.text, kind: heap.kind, module: heap.module, place, entries };
}

/** The names and classes from the holder's own holder on: what is far above does not tell its kind. */
function tailOf({ id, path: { steps, suspect } }: HeapHolder): string[] {
  const holder = steps[suspect]?.id === id ? suspect : suspect - 1;
  return steps.slice(Math.max(0, holder - 1)).flatMap(({ edge, name }) => [edge, name]);
}

/** Whether the holder is a variable of a call, and comes again and again on the way to what gathers. */
function isChainOfCalls({ id, path: { steps } }: HeapHolder): boolean {
  return steps.some((step) => step.id === id && step.repeats > 0 && step.function !== null);
}

type Unsaid = Omit<Finding, 'sentence'>;

function sentenceOf(finding: Unsaid, name: string, judgement: CourseJudgement | null, trend: Trend): string {
  const { holder, sites } = finding;
  const where = holder === null ? null : whereOf(holder);
  const gain = judgement === null ? null : gainOf(finding, name, judgement);
  const sizes = sizesOf(finding);
  const held = sizes === '' ? '' : `${gain === null ? ' holds' : '; it holds'} ${sizes}`;
  const what = gain === null ? entriesOf(finding, name) : '';
  const begin =
    gain === null
      ? (where ?? '')
      : where === null
        ? `${gain.what} came and stayed, ${gain.looks}`
        : `${where} gained ${gain.what} ${gain.looks}`;
  return `${begin}${held}${what}${limitText(trend)}.${allocatedText(sites)}`;
}

function allocatedText(sites: readonly Site[]): string {
  if (sites.length === 0) return '';
  const told = sites.slice(0, 2);
  const names = told.map(siteText).join(' and ');
  if (sites[0].basis === 'source') return ` Allocated in ${names}.`;
  return ` In the same file, ${names} ${told.length === 1 ? 'allocates' : 'allocate'}.`;
}

/** `1,240 User a minute`, `at every look (5 of 5) and lost none`; of two looks there is one difference. */
function gainOf({ perMinute }: Unsaid, name: string, { delta, rises, falls, of }: CourseJudgement) {
  const what = perMinute === null ? `${formatCount(delta)} ${name}` : `${formatCount(perMinute)} ${name} a minute`;
  const often = `${rises === of ? 'at every look' : 'at most looks'} (${rises} of ${of})`;
  const looks = of === 1 ? 'between the two snapshots' : `${often}${falls === 0 ? ' and lost none' : ''}`;
  return { what, looks };
}

function sizesOf({ share, retainedBytes, bytesPerHour }: Unsaid): string {
  const sizes = [
    share === null ? '' : `${formatShare(share, 1)} of the heap`,
    retainedBytes === null ? '' : formatBytes(retainedBytes),
    bytesPerHour === null ? '' : `${formatBytesDelta(bytesPerHour)}/h`,
  ];
  return sizes.filter((text) => text !== '').join(', ');
}

function entriesOf({ holder }: Unsaid, name: string): string {
  return holder?.entries && holder.entries > 1 ? `, in ${formatCount(holder.entries)} ${name}` : '';
}

/** `main.cache (Map) in users.ts:8`. */
function whereOf({ path, kind, place, module }: Holder): string {
  const at = place ? shortPlace(place) : module ? shortFile(module) : null;
  // A path may begin with its file, which need not be said twice.
  const file = module === null ? null : `${shortFile(module)}: `;
  const name = file !== null && path.startsWith(file) ? path.slice(file.length) : path;
  return `${path === kind ? `native handles (${kind})` : `${name} (${kind})`}${at === null ? '' : ` in ${at}`}`;
}

function siteText({ name, location }: Site): string {
  const named = name === '' || name === '(anonymous)' ? 'a function' : name;
  return `${named}${location ? ` (${location})` : ''}`;
}

/** A limit that is further off is none of tonight's. */
const FAR_MS = 30 * 86_400_000;

function limitText({ limitAt, live }: Trend): string {
  if (limitAt === null || live.length === 0) return '';
  const now = Date.parse(live.at(-1)!.at);
  const [early, late] = limitAt.map((at) => Date.parse(at) - now);
  if (early > FAR_MS) return '';
  // Of a range, the lesser units say nothing.
  const [from, to] = [early, late].map(formatAge);
  return `; the heap limit is reached in ${from === to ? formatDuration(early) : `${from} to ${to}`}`;
}

/** Of these, none comes about without the program wanting it, and traffic does not bring more. */
const THREADS = ['Worker', 'ChildProcess'];

/** High: a named holder was seen to grow, and what it holds too, or the snapshot shows it there. */
function confidenceOf({ collection, types, heap }: Suspect): Finding['confidence'] {
  const grown = collection ?? types[0];
  // One snapshot shows what is large, two what is more: a leak grows on.
  if (grown === undefined || grown.judgement.of < 2) return 'medium';
  if (collection) {
    const isTelling = collection.judgement.delta >= 20 && !isBareListOfHandles(collection.what);
    return types.length > 0 || heap !== null || isTelling ? 'high' : 'medium';
  }
  if (heap === null || heap.held.count === 0) return 'low';
  const [{ what }] = types;
  return what.origin !== 'builtin' || THREADS.includes(what.name) ? 'high' : 'medium';
}

/** Sockets and the like, of which more traffic brings more; of timers it is told whose they are. */
function isBareListOfHandles({ kind, path, holds }: SeenCollection): boolean {
  return kind === 'handles' && holds.every((name) => path.endsWith(` ${name}`));
}

function evidenceOf({ collection, types, heap, alike }: Suspect): string[] {
  const said: string[] = [];
  if (collection)
    said.push(
      `${withoutKeys(collection.what.path)} had ${collection.course.numbers.map(formatCount).join(', ')} ${unitOf(collection.what)}`,
    );
  for (const { what, course } of types.slice(0, 3)) {
    const location = locationBeside(what);
    const counts = course.numbers.map(formatCount).join(', ');
    said.push(`${what.name}${location === null ? '' : ` (${location})`}: ${counts} objects`);
  }
  if (heap?.keys) said.push(`its keys: ${KEYS_SAID[heap.keys]}`);
  if (heap?.weakMap)
    said.push(`held by an entry of the WeakMap ${heap.weakMap.text}, whose key is ${heap.weakMap.key}`);
  else if (collection?.what.weakMap) said.push(`held by an entry of the WeakMap ${collection.what.weakMap}`);
  if (alike.length > 0) said.push(`with it grew ${alike.slice(0, 3).map(withoutKeys).join(', ')}`);
  return said;
}

/** What the entries of a collection are called. */
function unitOf({ kind, holds: [held] }: SeenCollection): string {
  if (kind === 'chain') return 'links';
  if (kind === 'tree') return 'nodes';
  return held === 'characters' || held === 'bytes' ? held : 'entries';
}

function nextOf({ types, collection, heap }: Suspect): string[] {
  const [type] = types;
  const name = type && !/^(function in|Array of|Map of|Set of)/.test(type.what.name) ? type.what.name : null;
  return [
    ...(name ? [`.retainers ${name}`, `.instances ${name} 3`] : []),
    ...(collection ? ['.collections'] : []),
    ...(heap?.id ? [`.object @${heap.id}`] : []),
  ];
}

/** To a whole number, or where that is small, to a tenth. */
function round(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}
