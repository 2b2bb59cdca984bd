import { Type } from '@sinclair/typebox'
import { ClientIdSchema } from './client-id-schema.js'

/**
 * The option `alb` of a pool: users who sign in at an Application Load Balancer.
 *
 * @example
 * ```ts
 * import type { AlbOptions } from 'fastify-cognito-auth'
 *
 * const alb: AlbOptions = {
 *   arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188',
 *   clientId: '1h57kf5cpq17m0eml12example'
 * }
 * ```
 */
export interface AlbOptions {
  /**
   * The ARN of the load balancer whose tokens are accepted, or a list of ARNs. Load balancers of other
   * customers have keys at the same URL, so nothing but the ARN distinguishes their tokens.
   */
  readonly arn: string | readonly string[]
  /** The ID of the app client in the rules of the load balancer. It is one of `clientId` of the pool. */
  readonly clientId: string
  /**
   * The URL that the ID of a key is appended to, after a slash. Defaults to the URL of AWS for the Region of
   * the ARN. Required in China, whose URL AWS does not document.
   */
  readonly keys?: string
}

/** The form of the ARN of an Application Load Balancer. */
const ARN =
  '^arn:(aws|aws-cn|aws-us-gov):elasticloadbalancing:[a-z]{2}(-[a-z]+)+-\\d:\\d{12}:' +
  'loadbalancer/app/[A-Za-z0-9-]{1,32}/[0-9a-f]{16}$'

const EXAMPLE =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188'

const ArnSchema = Type.String({
  pattern: ARN,
  expects: `the ARN of an Application Load Balancer, such as ${EXAMPLE}`
})

/** The schema of `AlbOptions`. */
export const AlbSchema = Type.Object(
  {
    arn: Type.Union([ArnSchema, Type.Array(ArnSchema, { minItems: 1 })], {
      expects: `the ARN of an Application Load Balancer, such as ${EXAMPLE}, or a list of ARNs`
    }),
    clientId: ClientIdSchema,
    keys: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2048, expects: 'a URL such as https://keys.example.com' })
    )
  },
  { additionalProperties: false, expects: 'an object { arn, clientId, keys }' }
)
