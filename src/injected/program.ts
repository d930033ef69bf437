import type { Program } from './realm/program.js';

/** Each bundle is a function of it (scripts/bundle-injected.mjs). */
declare const givenProgram: Program;

/** The program that runs in the target, as our realm sees it. */
export const program = givenProgram;
