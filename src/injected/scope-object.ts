/** The variables of one scope, out of what V8 lists as `[[Scopes]]`: a copy as of this moment. */
export function scopeObject(scopes: readonly { readonly object: object }[], index: number): object {
  return scopes[index].object;
}
