import type { NodeProcess } from '../target/node-process.js';
import type { OfferedPage } from '../target/pages.js';
import { commandText, inspectorText } from '../view/processes.js';

/**
 * The processes that an answer means: by pid, by a port, or by the command, each as the list shows it; or by a part of
 * the command. Several where it does not tell which.
 */
export function findPicked(processes: readonly NodeProcess[], answer: string): readonly NodeProcess[] {
  const ways: ((process: NodeProcess) => boolean)[] = [
    ({ pid }) => String(pid) === answer,
    ({ access }) => access.how === 'open' && [access.target, inspectorText(access.target)].includes(answer),
    ({ ports }) => ports.map(String).includes(answer),
    (process) => commandText(process) === answer,
    (process) => !/^\d+$/.test(answer) && commandText(process).includes(answer),
  ];
  for (const isMeant of ways) {
    const found = processes.filter(isMeant);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * The one page that an answer means: by its target, or a part of its title or URL; null where it is none, or several.
 */
export function findPickedPage(pages: readonly OfferedPage[], answer: string): OfferedPage | null {
  const ways: ((page: OfferedPage) => boolean)[] = [
    ({ target }) => target === answer,
    ({ title, url }) => !/^\d+$/.test(answer) && `${title}\n${url}`.toLowerCase().includes(answer.toLowerCase()),
  ];
  for (const isMeant of ways) {
    const found = pages.filter(isMeant);
    if (found.length > 0) return found.length === 1 ? found[0] : null;
  }
  return null;
}
