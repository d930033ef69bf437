// All that looks into the functions of a parsed script, to be imported when it is needed: it loads the parser.
export { countVariablesSeen, locateBindings } from './locate-bindings.js';
export { matchScopes, scopesAround } from './match-scopes.js';
export { functionAt, originalNameOf, originalPrivateName } from './original-names.js';
