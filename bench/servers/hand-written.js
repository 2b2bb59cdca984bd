import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand
} from '@aws-sdk/client-cognito-identity-provider'
import { credentials } from './credentials.js'

/** What an application without a plugin writes: one route that signs users in, with a schema and no more. */
export default async function handWritten (app, { cognito: { userPoolId, clientId, endpoint } }) {
  const client = new CognitoIdentityProviderClient({
    region: userPoolId.split('_')[0],
    endpoint,
    // Operations of users need no AWS credentials.
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' }
  })
  app.post('/auth/signin', { schema: { body: credentials } }, async (request, reply) => {
    const { username, password } = request.body
    try {
      const { AuthenticationResult: tokens } = await client.send(
        new InitiateAuthCommand({
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: clientId,
          AuthParameters: { USERNAME: username, PASSWORD: password }
        })
      )
      return {
        accessToken: tokens.AccessToken,
        idToken: tokens.IdToken,
        refreshToken: tokens.RefreshToken,
        expiresIn: tokens.ExpiresIn
      }
    } catch (error) {
      return reply.code(401).send({ error: error.name })
    }
  })
}
