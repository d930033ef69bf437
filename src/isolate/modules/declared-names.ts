import { type AnyNode, type Program, parse } from 'acorn';
import { namesOf } from '../console/scope-names.js';

/**
 * The names that a module declares at its top level, each with its line (from 1); empty if it cannot be parsed.
 *
 * Imported names count too.
 */
export function declaredNames(source: string): Map<string, number> {
  const names = new Map<string, number>();
  for (const node of parseModule(source)?.body ?? []) {
    const line = node.loc!.start.line;
    for (const name of declaredBy(node)) if (!names.has(name)) names.set(name, line);
  }
  return names;
}

function parseModule(source: string): Program | null {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(source, {
        ecmaVersion: 'latest',
        sourceType,
        locations: true,
        allowHashBang: true,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: sourceType === 'module',
      });
    } catch {
      // The other kind, or nothing that we can read.
    }
  }
  return null;
}

function declaredBy(node: AnyNode): string[] {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => namesOf(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id ? [node.id.name] : [];
    case 'ImportDeclaration':
      return node.specifiers.map(({ local }) => local.name);
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return node.declaration ? declaredBy(node.declaration) : [];
    default:
      return [];
  }
}
