// A console that looks at a target through forked children until it is killed, or a child of its is.
import { childOptions, loadForks } from '../../build/test/fork/open-forks.js';
import { forkedSnapshot } from '../../dist/lenses/fork/forked-snapshot.js';
import { Session } from '../../dist/session/session.js';

const [url, pid] = process.argv.slice(2);
const session = await Session.connect(url);
const forks = await loadForks(session);
const sink = { write: () => {}, restart: () => {} };
await forkedSnapshot(forks, sink, childOptions({ localPid: Number(pid) })).catch(() => {});
await session.close();
