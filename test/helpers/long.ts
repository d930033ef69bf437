/** The options of a test that takes long: `npm test` leaves it out, `npm run test:all` (and so CI) does not. */
export const long = { skip: process.env.LEAKCONSOLE_SHORT_TESTS === '1' && 'long: npm run test:all runs it' };
