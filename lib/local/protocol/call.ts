import { CognitoException, invalidParameter } from '../pool/exception.js'
import type { UserPools } from '../pool/user-pools.js'
import { operations, type Operation } from '../operations/table.js'
import { OPERATIONS } from './service-model.js'
import type { Fields } from './types.js'
import { toDeclared, validate } from './validation.js'

/** Runs an operation of the Cognito API. Throws CognitoException and nothing else. */
export type Call = (operation: string, input: Fields) => Promise<Fields>

export function createCall (pools: UserPools): Call {
  return async (operation, input) => {
    if (!Object.hasOwn(OPERATIONS, operation)) {
      throw new CognitoException(
        'UnknownOperationException',
        `${operation} is not an operation of Cognito user pools.`
      )
    }
    const run = operations.get(operation)
    if (run === undefined) {
      throw new CognitoException(
        'NotImplemented',
        `The local Cognito does not have the operation ${operation}.`
      )
    }
    try {
      return await runValidated(pools, operation, run, input)
    } finally {
      // Also after an exception: a failed attempt is counted.
      await pools.environment.store.saved()
    }
  }
}

async function runValidated (
  pools: UserPools,
  operation: string,
  run: Operation,
  input: Fields
): Promise<Fields> {
  try {
    const given = withoutNulls(input)
    validate(operation, given)
    return ((await run(pools, given)) ?? {}) as Fields
  } catch (error) {
    throw asException(operation, error)
  }
}

/**
 * In AWS's JSON protocol a member that is null is absent. An item of a list is not: it is of the wrong type.
 */
function withoutNulls (input: Fields): Fields {
  return JSON.parse(JSON.stringify(input), function (this: unknown, _name, value: unknown) {
    return value === null && !Array.isArray(this) ? undefined : value
  }) as Fields
}

function asException (operation: string, error: unknown): CognitoException {
  if (error instanceof CognitoException) return toDeclared(operation, error)
  // A mistake of the local Cognito: as a request could have caused it, it is not a 500.
  return invalidParameter(`The local Cognito failed at ${operation}: ${(error as Error).message}`)
}
