// `import 'leakconsole/register'`, `node --import leakconsole/register`, `--require`, NODE_OPTIONS: opens a console to
// this process.
import { startConsoleServer } from './start-console-server.js';

const { env } = process;
const { LEAKCONSOLE_DIR: dir, LEAKCONSOLE_AUDIT: audit, LEAKCONSOLE_IDLE: idle } = env;

startConsoleServer({
  ...(dir && { dir }),
  ...(audit && { audit }),
  ...(idle && { idle: Number(idle) }),
  readOnly: env.LEAKCONSOLE_READ_ONLY === '1',
  lazy: env.LEAKCONSOLE_LAZY === '1',
});
