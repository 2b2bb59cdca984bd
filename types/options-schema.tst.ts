import type { Static } from '@sinclair/typebox'
import type {
  MultiplePoolsOptions,
  SinglePoolOptions,
  RateLimitOptions,
  ResolvedPoolOptions,
  ResolvedPoolsOptions
} from 'fastify-cognito-auth'
import type { LocalCognitoOptions } from 'fastify-cognito-auth/local'
import type { TestPoolOptions } from 'fastify-cognito-auth/testing'
import { expect, test } from 'tstyche'
import type { LocalCognitoSchema } from '../dist/local/options.js'
import type {
  MultiplePoolsSchema,
  SinglePoolSchema,
  ResolvedPoolSchema,
  ResolvedPoolsSchema
} from '../dist/options/schema.js'
import type { RateLimitSchema } from '../dist/rate-limit/options.js'
import type { TestPoolSchema } from '../dist/testing/options.js'

/** The type with all members writable: TypeBox has no read-only lists. */
type Writable<Value> = Value extends (...args: never) => unknown
  ? Value
  : Value extends readonly (infer Element)[]
    ? Writable<Element>[]
    : Value extends object
      ? { -readonly [Key in keyof Value]: Writable<Value[Key]> }
      : Value

// The interfaces are written by hand, so that an editor shows the description of each option. The plugin
// validates with the schemas.
test('the options are those of their schemas', () => {
  expect<Writable<Omit<SinglePoolOptions, 'userPools'>>>().type.toBe<
    Writable<Static<typeof SinglePoolSchema>>
  >()
  expect<Writable<Omit<MultiplePoolsOptions, 'userPoolId' | 'clientId'>>>().type.toBe<
    Writable<Static<typeof MultiplePoolsSchema>>
  >()
  expect<Writable<ResolvedPoolOptions>>().type.toBe<Writable<Static<typeof ResolvedPoolSchema>>>()
  expect<Writable<Omit<ResolvedPoolsOptions, 'userPoolId' | 'clientId'>>>().type.toBe<
    Writable<Static<typeof ResolvedPoolsSchema>>
  >()
  expect<Writable<RateLimitOptions>>().type.toBe<Writable<Static<typeof RateLimitSchema>>>()
  expect<Writable<TestPoolOptions>>().type.toBe<Writable<Static<typeof TestPoolSchema>>>()
  expect<Writable<LocalCognitoOptions>>().type.toBe<Writable<Static<typeof LocalCognitoSchema>>>()
})
