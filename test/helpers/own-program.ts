// Makes this process the program of the code for targets that is imported after it, as a bundle would.
import { createRequire } from 'node:module';
import { Program } from '#src/injected/realm/program.js';

Object.assign(globalThis, { givenProgram: new Program(globalThis, createRequire(import.meta.url)) });
