import { printableLines } from './characters.js';

/**
 * How a question with a few answers is asked; nothing typed is none of them. One answer is a yes: `Do it? [y/N]`;
 * several stand on a line of their own: `[f]orked child, [s]top the service for it, [N]o?`.
 */
export function choiceText(question: string, answers: readonly string[]): string {
  const asked = printableLines(question);
  return answers.length === 1 ? `${asked} [y/N] ` : `${asked}\n${[...answers, '[N]o'].join(', ')}? `;
}

/** The index of the answer that was typed, by its letter, its first word or more of it; -1 for none of them. */
export function choiceIndex(answers: readonly string[], typed: string): number {
  const word = typed.trim().toLowerCase();
  if (word === '') return -1;
  return answers.findIndex((answer) => answer.replace(/[[\]]/g, '').toLowerCase().startsWith(word));
}
