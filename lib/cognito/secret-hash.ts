import { createHmac } from 'node:crypto'

/**
 * Computes the SECRET_HASH that requests of an app client with a secret must include.
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function secretHash ({
  username,
  clientId,
  clientSecret
}: {
  username: string
  clientId: string
  clientSecret: string
}): string {
  return createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64')
}
