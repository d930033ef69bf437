import { readLocalFile } from '../places/local-file.js';
import { OriginalPlaces } from '../places/original-places.js';
import type { FindOriginal } from '../session/script.js';
import { textOfScript } from '../session/scripts.js';
import type { Session } from '../session/session.js';
import type { HostProcess } from './host-process.js';

/**
 * What leads from an isolate's scripts to their original files; `notice` is told of source maps that cannot be used.
 */
export function openPlaces(
  { session, process }: { readonly session: Session; readonly process: HostProcess },
  notice: (text: string) => void,
): OriginalPlaces {
  // In a container a process has another pid than here, and other files.
  const sharesFiles = process.localPid === process.description.pid;
  return new OriginalPlaces({
    readFile: sharesFiles ? readLocalFile : async () => null,
    readScript: (id) => textOfScript(session, id),
    notice,
  });
}

/**
 * The original of a place in a target that has not yet told what it is. `isLocal`: whether its files are those of this
 * machine.
 */
export function findOriginal(isLocal: boolean, ...place: Parameters<FindOriginal>): ReturnType<FindOriginal> {
  const readFile = isLocal ? readLocalFile : async () => null;
  return new OriginalPlaces({ readFile, readScript: async () => null, notice: () => {} }).resolve(...place);
}
