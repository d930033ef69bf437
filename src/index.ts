export type { HeapGraph } from './heap/graph.js';
