import { invalidParameter } from './exception.js'

/** Returns a required parameter of a sign-in. */
export function required (parameters: Readonly<Record<string, string>>, name: string): string {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (value) return value
  throw invalidParameter(`Missing required parameter ${name}`)
}
