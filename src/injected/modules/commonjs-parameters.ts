/** The parameters of the function that CommonJS wraps around a module. */
export const COMMONJS_PARAMETERS: readonly string[] = ['exports', 'require', 'module', '__filename', '__dirname'];
