import { printable } from './characters.js';

/** How a yes/no question is asked: nothing typed is a no. */
export function questionText(question: string): string {
  return `${printable(question)} [y/N] `;
}

/** Tells whether an answer to it is a yes. */
export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}
