import { print } from './print.js';

/**
 * Makes the objects `$0`, `$1`, … of the console, in place of those before, and gives each as one line of text,
 * whatever ways the program has to print them.
 */
export function bindObjects(
  variables: Record<string, unknown>,
  objects: readonly unknown[],
): { names: string[]; texts: string[] } {
  for (const name of Object.keys(variables)) if (/^\$\d+$/.test(name)) delete variables[name];
  const names: string[] = [];
  const texts: string[] = [];
  for (let i = 0; i < objects.length; i++) {
    const name = `$${i}`;
    Object.defineProperty(variables, name, { value: objects[i], writable: true, enumerable: true, configurable: true });
    names.push(name);
    const text = print(objects[i], {
      width: Number.POSITIVE_INFINITY,
      customInspect: false,
    });
    texts.push(text.slice(0, 500).replace(/\s*\n\s*/g, ' '));
  }
  return { names, texts };
}
