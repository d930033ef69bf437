// What concerns the functions of a script that was parsed; importing it loads the parser.
export { countVariablesSeen, locateBindings } from './locate-bindings.js';
export { matchScopes, scopesAround } from './match-scopes.js';
export { functionAt, originalNameOf } from './original-names.js';
