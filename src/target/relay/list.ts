// Tells which Node processes run where it runs.
import { listProcesses } from '../processes.js';
import { answer, serveWith } from './serve.js';

void serveWith<'list'>(async () => answer({ kind: 'processes', processes: await listProcesses() }));
