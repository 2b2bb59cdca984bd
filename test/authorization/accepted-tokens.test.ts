import t from 'tap'
import { acceptsBearerTokens, rejectionError } from '../../dist/authorization/accepted-tokens.js'
import type { CurrentUser, TokenUse } from '../../dist/index.js'
import { rejectionDetails } from '../../dist/verification/token-rejection.js'

/** The accepted tokens of several pools. */

const tokens = (tokenUse: TokenUse | null) => ({ clientIds: null, tokenUse, audiences: null })

t.test('access tokens are accepted if one pool accepts them', async t => {
  t.notOk(acceptsBearerTokens(new Map([['one', tokens('id')], ['two', tokens('id')]]), 'access'))
  t.ok(acceptsBearerTokens(new Map([['one', tokens('id')], ['two', tokens('access')]]), 'access'))
  t.ok(acceptsBearerTokens(new Map([['one', tokens(null)]]), 'access'))
})

t.test('the details of a token of another pool have the names of the accepted pools', async t => {
  const accepted = new Map([['one', tokens(null)], ['two', tokens(null)]])
  const error = rejectionError('pool', { user: { pool: 'three' } as CurrentUser }, accepted)
  t.strictSame(rejectionDetails(error), { reason: 'pool', expected: 'one, two', received: 'three' })
})
