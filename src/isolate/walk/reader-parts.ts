import { createAsker } from '../../injected/create-asker.js';
import { createCursors } from '../../injected/create-cursors.js';
import { createIntrinsics } from '../../injected/create-intrinsics.js';
import { createReader } from '../../injected/create-reader.js';
import { createShapes } from '../../injected/create-shapes.js';

/** What reads objects in the target, to be loaded into a realm there (see `loadInRealm`). */
export const READER_PARTS = { createAsker, createIntrinsics, createShapes, createCursors, createReader } as const;
