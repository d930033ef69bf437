/** The options of a test that takes long: `npm test` leaves it out, `npm run test:all` (and so CI) does not. */
export const long = { skip: process.env.LEAKCONSOLE_SHORT_TESTS === '1' && 'long: left out by --short' };

const isOnOtherLine = process.env.LEAKCONSOLE_TARGET_NODE !== undefined;

/** The options of a test that is long only with targets on another Node than that of the tests: there it repeats much. */
export const longElsewhere = { skip: isOnOtherLine && long.skip };

/** The options of a long test that the line of Node which the targets run on does not change: it runs on one alone. */
export const longOnOneLine = { skip: long.skip || (isOnOtherLine && 'runs on the Node of the tests alone') };
