/**
 * Returns whether a keyword validates nothing: an identifier, a mark of TypeBox, or an extension such as
 * `x-order`.
 */
export function isIgnored (keyword: string): boolean {
  return /^(?:x-|~|\$(?:id|schema|comment)$)/.test(keyword)
}
