/**
 * Returns a line of the error message about an option.
 *
 * @param path - of the option, from the options down, as a list or as text
 * @param problem - what is wrong and how to correct it, as a predicate: "must be ...; got ..."
 */
export function optionError (path: string | readonly string[], problem: string): string {
  return `- ${['options', path].flat().filter(Boolean).join('.')} ${problem}`
}
