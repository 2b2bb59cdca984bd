import { errors } from '../errors.js'
import type { Guard } from './guard.js'
import { RequestAuth } from './request-auth.js'

/** Example calls of the functions that return guards, for messages. */
export const EXAMPLE_CALLS = {
  requireUser: 'requireUser()',
  optionalUser: 'optionalUser()',
  requireGroups: "requireGroups(['admin'])",
  requirePermissions: "requirePermissions(['orders:read'])",
  requireScopes: "requireScopes(['orders/read'])",
  requireMachine: 'requireMachine()',
  requireRecentSignIn: 'requireRecentSignIn(300)',
  requireSignIn: 'requireSignIn()'
} as const

type FactoryName = keyof typeof EXAMPLE_CALLS

const factoryNames = new WeakMap<object, FactoryName>()

/** Returns the name of a function that returns guards, or undefined for any other function. */
export function factoryName (hook: unknown): FactoryName | undefined {
  return typeof hook === 'function' ? factoryNames.get(hook) : undefined
}

/** Marks a function that returns guards, so that using the function itself as a hook is detected. */
export function guardFactory<Args extends unknown[]> (
  name: FactoryName,
  create: (...args: Args) => Guard
): (...args: Args) => Guard {
  const checked = (...args: Args): Guard => {
    if (!RequestAuth.isRequest(args[0])) return create(...args)
    const problem =
      'must be called where the hook is declared, since it returns a guard and is not one: ' +
      `app.${EXAMPLE_CALLS[name]}`
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(name, problem)
  }
  factoryNames.set(checked, name)
  return checked
}
