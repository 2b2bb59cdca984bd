import type { Sdk } from '../optional-dependencies.js'

type Commands = {
  [Name in keyof Sdk as Name extends `${infer Op}Command` ? Op : never]: Sdk[Name] extends new (
    input: never
  ) => unknown
    ? Sdk[Name]
    : never
}

/** The input of an operation of the Cognito API. */
export type Input<Op extends keyof Commands> = ConstructorParameters<Commands[Op]>[0]

/** The output of an operation of the Cognito API. */
export type Output<Op extends keyof Commands> =
  InstanceType<Commands[Op]> extends {
    resolveMiddleware: (...args: never) => (args: never) => Promise<{ output: infer Given }>
  }
    ? Given
    : never
