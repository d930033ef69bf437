import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { consoleFiles, defaultDirectory } from '../register/console-files.js';
import { ownershipObstacle } from './obstacles.js';
import { processFacts, sharesOurFiles } from './procfs.js';
import { holdsSocket } from './sockets.js';

/** The flag of a socket that listens (`__SO_ACCEPTCON`), as /proc/net/unix writes it. */
const LISTENS = '00010000';

/**
 * The socket of the console server that a process has opened itself, as a path that leads there from here; null where
 * it has none, or we may not know.
 *
 * On Linux it is one at which the process itself listens, wherever it is: no other can pretend to be it, and it is
 * found in a container too. Elsewhere it is the one in the directory that is used if no other is named.
 */
export function consoleSocketOf(pid: number): string | null {
  if (process.platform !== 'linux') return usualSocket(pid);
  const facts = processFacts(pid);
  // One that is stopped answers nobody.
  if (facts === null || /^t$/i.test(facts.state) || ownershipObstacle(pid, facts.uid)) return null;
  const name = `${facts.innerPid}.sock`;
  const root = sharesOurFiles(pid) ? '' : `/proc/${pid}/root`;
  for (const { path, inode } of unixListeners(pid)) {
    if (basename(path) === name && holdsSocket(pid, inode)) return root + path;
  }
  return null;
}

function usualSocket(pid: number): string | null {
  const directory = defaultDirectory();
  const { socket, key } = consoleFiles(directory, pid);
  return statSync(key, { throwIfNoEntry: false }) ? socket : null;
}

/** The unix sockets that listen in the network of a process, if they have a path. */
function unixListeners(pid: number): { path: string; inode: string }[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/net/unix`, 'latin1');
  } catch {
    return [];
  }
  // Num RefCount Protocol Flags Type St Inode Path
  return [...text.matchAll(/^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (\/.*)$/gm)]
    .filter(([, flags]) => flags === LISTENS)
    .map(([, , inode, path]) => ({ path: Buffer.from(path, 'latin1').toString(), inode }));
}
