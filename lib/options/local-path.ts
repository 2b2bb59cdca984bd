/** The pattern of a path of the application: without a query, and not the URL of another host. */
export const LOCAL_PATH = "^/(?:[A-Za-z0-9._~!$&'()*+,;=:@%-][A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$"

/** Returns the description of a valid path, for error messages. */
export function localPathText (example: string): string {
  return `a path of the application, such as '${example}', without a query`
}
