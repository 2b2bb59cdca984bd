const compiled = new Map<string, RegExp>()

/** A pattern of the service model as a regular expression. AWS matches the whole value, and in Java, where `\S` is all but the spaces of ASCII. */
export function patternOf (pattern: string): RegExp {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern.replaceAll('[\\S]', '[^\\t-\\r ]')})$`, 'u')
    compiled.set(pattern, expression)
  }
  return expression
}
