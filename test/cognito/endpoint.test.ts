import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi, PASSWORD, post } from '../api.js'
import { startWire } from '../wire.js'

/** Where passwords and tokens go: to AWS, or where the options say, and nowhere else. */

for (const variable of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']) {
  t.test(`${variable} of the environment is not followed`, async t => {
    const elsewhere = await startWire(t, () => ({ body: { Username: 'jane' } }))
    process.env[variable] = elsewhere.endpoint
    t.teardown(() => { Reflect.deleteProperty(process.env, variable) })

    // A Region that there is not: nothing of this reaches AWS.
    const pool = await createTestPool({ userPoolId: 'xx-nowhere-1_TestPool1' })
    const app = await buildApi(t, pool, { cognito: { timeout: 3000 } })
    t.match((await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })).json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
    t.strictSame(elsewhere.calls, [])

    const named = await startWire(t, () => ({ body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } } }))
    const there = await buildApi(t, pool, { endpoint: named.endpoint })
    t.equal((await post(there, '/auth/signin', { username: 'jane', password: PASSWORD })).statusCode, 200)
    t.equal(named.calls.length, 1, 'what the options name is')
    t.strictSame(elsewhere.calls, [])

    const sdk = new CognitoIdentityProviderClient({ region: 'xx-nowhere-1' })
    t.teardown(() => { sdk.destroy() })
    await sdk.send(new GetUserCommand({ AccessToken: 'abc' }))
    t.equal(elsewhere.calls.length, 1, 'the SDK by itself would have followed it')
  })
}
