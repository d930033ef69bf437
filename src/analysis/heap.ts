import type { HeapAnalysis } from '../heap/analyse.js';
import type { HeapGraph } from '../heap/graph.js';
import type { OriginalScript } from '../places/original-script.js';
import { ClassNames } from './class-names.js';
import { type Comparable, comparable } from './comparable.js';
import { type ConsoleObjects, findConsoleObjects } from './console-objects.js';
import { type DominatedNodes, dominatedNodes } from './dominated.js';
import { nodeNameOf, nodeTypeOf } from './edges.js';
import { Labels } from './labels.js';
import { isScript, mainScript } from './main-script.js';
import { nameByConstructor } from './name-by-constructor.js';
import { nameByOriginals } from './name-by-originals.js';
import { Starts } from './path-starts.js';
import { type ProgramHeap, programHeap } from './program-heap.js';
import { ReadablePaths } from './readable-paths.js';
import { type ShortestPaths, shortestPaths } from './shortest-paths.js';
import { Sources } from './sources.js';
import { timerLinks } from './timer-links.js';

/** What of a heap is worth keeping, so that it need not be computed again. */
export type KeptHeap = Pick<
  Heap,
  'analysis' | 'consoleObjects' | 'program' | 'scriptNames' | 'comparable' | 'classTexts'
>;

/** What was kept of some classes, as text: see `describeClasses`. */
export interface ClassTexts {
  /** Indexes of classes. */
  readonly classes: Uint32Array;
  /** For each of these where its text ends in `bytes`. */
  readonly ends: Uint32Array;
  /** The texts, one behind the other, in UTF-8. */
  readonly bytes: Uint8Array;
}

const noTexts: ClassTexts = { classes: new Uint32Array(0), ends: new Uint32Array(0), bytes: new Uint8Array(0) };

/** An analysed snapshot with what the questions to it have in common; each part is made when it is first needed. */
export class Heap {
  readonly analysis: HeapAnalysis;
  readonly #kept: KeptHeap | null;
  readonly #originals: ReadonlyMap<number, OriginalScript>;
  #consoleObjects: ConsoleObjects | null = null;
  #program: ProgramHeap | null = null;
  #comparable: Comparable | null = null;
  #dominated: DominatedNodes | null = null;
  #names: ClassNames | null = null;
  #sources: Sources | null = null;
  #labels: Labels | null = null;
  #starts: Starts | null = null;
  #shortestPaths: ShortestPaths | null = null;
  #pathsFromRoot: ShortestPaths | null = null;
  #readablePaths: ReadablePaths | null = null;
  #main: string | null | undefined;
  #hasSmallIntegers: boolean | null = null;

  /** Makes a heap of what was kept of one. */
  static restore(kept: KeptHeap): Heap {
    return new Heap(kept.analysis, kept);
  }

  constructor(
    analysis: HeapAnalysis,
    kept: KeptHeap | null = null,
    originals: ReadonlyMap<number, OriginalScript> = new Map(),
  ) {
    this.#kept = kept;
    this.#originals = originals;
    // What was kept has its constructors' names already.
    this.analysis = kept ? analysis : nameByConstructor(analysis);
  }

  /** The same heap with the names and places of the original files of these scripts, by V8's ids. */
  withOriginals(originals: ReadonlyMap<number, OriginalScript>): Heap {
    if (originals.size === 0) return this;
    const { analysis, program, consoleObjects, scriptNames } = this;
    const named = { ...analysis, classes: nameByOriginals(analysis.classes, originals) };
    const namedProgram = { ...program, classes: nameByOriginals(program.classes, originals) };
    // Texts of classes have V8's names.
    const kept = { analysis: named, program: namedProgram, consoleObjects, scriptNames, classTexts: noTexts };
    return new Heap(named, { ...kept, comparable: this.comparable }, originals);
  }

  /** What is known of classes because it was kept. */
  get classTexts(): ClassTexts {
    return this.#kept?.classTexts ?? noTexts;
  }

  /** What a comparison with another snapshot needs. */
  get comparable(): Comparable {
    this.#comparable ??= this.#kept?.comparable ?? comparable(this.analysis.graph);
    return this.#comparable;
  }

  /** What is in the heap because of a console alone. */
  get consoleObjects(): ConsoleObjects {
    this.#consoleObjects ??= this.#kept?.consoleObjects ?? findConsoleObjects(this.analysis, () => this.dominated);
    return this.#consoleObjects;
  }

  /** What lists of classes and objects are made of: the heap without what is there because of a console alone. */
  get program(): ProgramHeap {
    this.#program ??= this.#kept?.program ?? programHeap(this.analysis, () => this.dominated, this.consoleObjects);
    return this.#program;
  }

  /** The tree of dominators from above. */
  get dominated(): DominatedNodes {
    this.#dominated ??= dominatedNodes(this.analysis.dominator);
    return this.#dominated;
  }

  get names(): ClassNames {
    this.#names ??= new ClassNames(this.analysis.graph, this.sources);
    return this.#names;
  }

  get sources(): Sources {
    this.#sources ??= new Sources(
      this.analysis.graph,
      this.analysis.retainers,
      this.#kept?.scriptNames,
      this.#originals,
    );
    return this.#sources;
  }

  /** The path or URL of each script of which the snapshot tells it, by the script's id. */
  get scriptNames(): ReadonlyMap<number, string> {
    return this.sources.scriptNames;
  }

  get labels(): Labels {
    this.#labels ??= new Labels(this.analysis.graph, this.analysis.retention, this.names, this.sources);
    return this.#labels;
  }

  get starts(): Starts {
    this.#starts ??= new Starts(
      this.analysis.graph,
      this.analysis.retainers,
      this.names,
      this.sources,
      this.consoleObjects,
    );
    return this.#starts;
  }

  /**
   * The shortest path to each node from the root or a module of the program, whatever is nearer; the service's own
   * modules are preferred.
   */
  get shortestPaths(): ShortestPaths {
    this.#shortestPaths ??= shortestPaths(
      this.analysis.graph,
      this.analysis.retention,
      this.starts.all(),
      {
        edges: new Set([...this.consoleObjects.edges, ...timerLinks(this.analysis.graph)]),
        // By the scripts that ran in one, paths would lead to what it was made of, which its maker holds.
        nodes: this.starts.vmContexts,
      },
      this.analysis.spare,
    );
    return this.#shortestPaths;
  }

  /** The shortest path to each node from the root. */
  get pathsFromRoot(): ShortestPaths {
    const { graph, retention, spare } = this.analysis;
    this.#pathsFromRoot ??= shortestPaths(graph, retention, undefined, { edges: this.consoleObjects.edges }, spare);
    return this.#pathsFromRoot;
  }

  get readablePaths(): ReadablePaths {
    this.#readablePaths ??= new ReadablePaths(
      this.analysis.graph,
      this.shortestPaths,
      this.names,
      this.labels,
      this.starts,
      this.analysis.spare,
    );
    return this.#readablePaths;
  }

  /** Bytes of all objects of the program, and of what V8 counts outside of them. */
  get totalBytes(): number {
    return this.program.classes.reduce(
      (sum, { shallowSize }) => sum + shallowSize,
      this.analysis.graph.extraNativeBytes,
    );
  }

  /** Whether V8 was asked to write small integers and the like as nodes, which it does not do by itself. */
  get hasSmallIntegers(): boolean {
    this.#hasSmallIntegers ??= hasNumber(this.analysis.graph, ['smi number', 'int']);
    return this.#hasSmallIntegers;
  }

  /** Tells whether a script is the one that the process was started with. */
  isMain(script: string): boolean {
    if (this.#main === undefined) this.#main = mainScript(this.analysis.graph);
    return isScript(script, this.#main);
  }

  /** The node with a node id (`@123`), or -1. */
  nodeWithId(id: number): number {
    return this.analysis.graph.nodeId.indexOf(id);
  }

  /** The first node that is held by a property of this name; -1 where there is none. */
  nodeHeldAs(property: string): number {
    const { strings, edgeName, edgeType, edgeTo, edgeTypes } = this.analysis.graph;
    const name = strings.indexOf(property);
    const type = edgeTypes.indexOf('property');
    if (name === -1) return -1;
    for (let edge = edgeName.indexOf(name); edge !== -1; edge = edgeName.indexOf(name, edge + 1)) {
      if (edgeType[edge] === type) return edgeTo[edge];
    }
    return -1;
  }

  /** The class of a node, as DevTools names it. */
  className(node: number): string {
    return this.analysis.classes[this.analysis.classOf[node]].name;
  }
}

function hasNumber(graph: HeapGraph, names: readonly string[]): boolean {
  for (let node = 0; node < graph.nodeCount; node++) {
    if (nodeTypeOf(graph, node) === 'number' && names.includes(nodeNameOf(graph, node))) return true;
  }
  return false;
}
