import { Type } from '@sinclair/typebox'
import { AlbSchema } from './alb-options.js'
import { ClientIdSchema } from './client-id-schema.js'
import { ManagedLoginSchema } from './managed-login-options.js'
import { POOL_ID_PATTERN, REGION_PATTERN } from '../pool/pool.js'

const urlSchema = (example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 2048,
    expects: `a URL such as ${example}`
  })

const clientSecret = Type.String({
  pattern: '^[\\w+]{1,128}$',
  expects: 'the secret of the app client, which has letters and digits only'
})

const clientSecrets = Type.Union(
  [clientSecret, Type.Array(clientSecret, { minItems: 1, maxItems: 2 })],
  { expects: 'the secret of the app client, which has letters and digits only, or a list of two secrets' }
)

const URL_OF_API = 'the URL of an API, such as https://orders.example.com'

const audience = Type.String({ pattern: '^[!-~]{1,2048}$', expects: URL_OF_API })

const audienceOrNull = Type.Union([audience, Type.Null()], { expects: `${URL_OF_API}, or null` })

const region = Type.String({ pattern: REGION_PATTERN, expects: 'an AWS Region such as eu-west-1' })

/** The schemas of the `PoolOptions` of an application that only verifies tokens, by option. */
export const verificationPoolSchemas = {
  userPoolId: Type.String({
    pattern: POOL_ID_PATTERN,
    maxLength: 55,
    expects: 'the ID of a user pool, such as eu-west-1_AbC123xyz'
  }),

  clientId: Type.Union([ClientIdSchema, Type.Array(ClientIdSchema, { minItems: 1 }), Type.Null()], {
    expects: 'the ID of an app client, a list of IDs, or null for every app client of the pool'
  }),

  clientSecret: Type.Optional(clientSecrets),

  machine: Type.Optional(
    Type.Object(
      { clientId: ClientIdSchema, clientSecret: clientSecrets },
      { additionalProperties: false, expects: 'an object { clientId, clientSecret }' }
    )
  ),

  tokenUse: Type.Optional(
    Type.Union([Type.Literal('access'), Type.Literal('id'), Type.Null()], {
      expects: "'access', 'id', or null for both"
    })
  ),

  audience: Type.Optional(
    Type.Union([audience, Type.Array(audienceOrNull, { minItems: 1 })], {
      expects: `${URL_OF_API}, or a list of URLs and null`
    })
  ),

  region: Type.Optional(region),

  regions: Type.Optional(Type.Array(region, { minItems: 1, expects: 'a list of AWS Regions' })),

  issuer: Type.Optional(urlSchema('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz')),

  jwksUri: Type.Optional(urlSchema('https://keys.example.com/jwks.json')),

  jwks: Type.Optional(
    Type.Object(
      {
        keys: Type.Array(Type.Unknown(), { minItems: 1, expects: 'a list of at least one key' })
      },
      { expects: 'a key set, { keys: [...] }' }
    )
  ),

  endpoint: Type.Optional(urlSchema('https://vpce-1a2b.cognito-idp.eu-west-1.vpce.amazonaws.com'))
}

/** The schemas of `PoolOptions`, by option. */
export const poolSchemas = {
  ...verificationPoolSchemas,

  managedLogin: Type.Optional(ManagedLoginSchema),

  alb: Type.Optional(AlbSchema)
}

/** The schema of the name of a pool. */
export const PoolNameSchema = Type.String({
  pattern: '^[A-Za-z][\\w-]{0,63}$',
  expects: 'a name of at most 64 letters, digits, _ and -, starting with a letter'
})
