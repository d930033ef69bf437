import type { NodeProcess } from '../target/node-process.js';
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
