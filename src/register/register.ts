// `import 'leakconsole/register'`, `node --import leakconsole/register`, `--require`, NODE_OPTIONS: opens a console to this process.
import { startConsoleServer } from './start-console-server.js';

const { LEAKCONSOLE_DIR: dir, LEAKCONSOLE_AUDIT: audit, LEAKCONSOLE_IDLE: idle, LEAKCONSOLE_LAZY: lazy } = process.env;

startConsoleServer({
  ...(dir && { dir }),
  ...(audit && { audit }),
  ...(idle && { idle: Number(idle) }),
  lazy: lazy === '1',
});
