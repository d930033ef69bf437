import { complete } from './complete.js';

/** What Tab asks: sent with the first of them, since most consoles are not typed into. */
export default { complete };
