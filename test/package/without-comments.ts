/** Removes the doc comments of a file, whose examples import the package. */
export function withoutComments (code: string): string {
  return code.replace(/\/\*\*[^]*?\*\//g, '')
}
