import type { Scenario } from '../scenario.js'
import { asAda, UNKNOWN_USER, accounts, ZOE } from './administrator.js'
import { ADA, ADMINISTRATION, JANE, JOE, NOT_FOUND, signedIn } from './steps.js'

const routes = ADMINISTRATION
const everyUser = [...accounts, ZOE]

/** Returns the email addresses of a page of users. */
const emails = ({ body }: { body: { users: { email: string }[] } }) =>
  body.users.map(({ email }) => email).sort()

/** How an administrator searches users. */
export const search: readonly Scenario[] = [
  {
    name: 'an administrator gets a user by email address or by ID',
    setting: { accounts },
    routes,
    async run (t, at) {
      const { get } = await asAda(at)
      const { status, body: ada } = await get(ADA.email)
      t.match(
        { status, ada },
        {
          status: 200,
          ada: {
            email: ADA.email,
            emailVerified: true,
            name: ADA.name,
            enabled: true,
            status: 'CONFIRMED',
            groups: [{ name: 'admin' }]
          }
        }
      )
      t.strictSame(ada.factors, {
        totp: { enabled: false, preferred: false },
        sms: { enabled: false, preferred: false },
        email: { enabled: false, preferred: false },
        passkey: { enabled: false }
      })
      t.match((await at.api.get('/me', (await signedIn(at.api, ADA)).accessToken)).body, {
        id: ada.id,
        username: ada.username
      })
      t.strictSame((await get(ada.id)).body, ada)
      t.match(await get(UNKNOWN_USER), NOT_FOUND)
    }
  },
  {
    name: 'an administrator sees the MFA factors of a user',
    needs: ['authenticator'],
    setting: { accounts: [ADA, { ...JANE, mfa: ['SOFTWARE_TOKEN_MFA'] }] },
    routes,
    async run (t, at) {
      t.match((await (await asAda(at)).get(JANE.email)).body.factors, {
        totp: { enabled: true, preferred: true },
        sms: { enabled: false }
      })
    }
  },
  {
    name: 'an administrator finds users by an attribute or its prefix',
    setting: { accounts: everyUser },
    routes,
    async run (t, at) {
      const { list } = await asAda(at)
      const found = async (query: Record<string, string>) => emails(await list(query))
      t.strictSame(await found({ attribute: 'email', equals: JANE.email }), [JANE.email])
      t.strictSame(await found({ attribute: 'email', startsWith: 'j' }), [JANE.email, JOE.email])
      t.strictSame(await found({ attribute: 'phone_number', equals: JOE.phone as string }), [JOE.email])
      t.strictSame(
        await found({ attribute: 'cognito:user_status', equals: 'CONFIRMED' }),
        emails(await list())
      )
      t.strictSame(await found({ attribute: 'name', equals: 'Jane' }), [])
      t.match(await list({ attribute: 'email' }), { status: 400 })
      t.match(await list({ is: JANE.email }), { status: 400 })
      t.match(await list({ attribute: 'custom:role', equals: 'admin' }), { status: 400 })
    }
  },
  {
    name: 'quotation marks and backslashes in a search are ordinary characters',
    needs: ['special characters in a search'],
    setting: { accounts: everyUser },
    routes,
    async run (t, at) {
      const { list } = await asAda(at)
      const found = async (query: Record<string, string>) =>
        emails(await list({ attribute: 'name', ...query }))
      t.strictSame(await found({ equals: ZOE.name as string }), [ZOE.email])
      t.strictSame(await found({ startsWith: 'Zoe "' }), [ZOE.email])
      t.strictSame(await found({ startsWith: 'Zoe "Z." O\\' }), [ZOE.email])
      for (const other of ['Zoe \\"Z', '" or name ^= "', '\\', '"', '" name ^= "Z']) {
        t.strictSame(await found({ startsWith: other }), [], other)
      }
    }
  },
  {
    name: 'an administrator pages through all users and sees each once',
    needs: ['pages of lists'],
    setting: { accounts: everyUser },
    routes,
    async run (t, at) {
      const { list } = await asAda(at)
      const seen: string[] = []
      let next: string | undefined
      do {
        const page = await list({ limit: '1', ...(next !== undefined && { next }) })
        t.equal(page.body.users.length, 1)
        seen.push(...emails(page))
        next = page.body.next
      } while (next !== undefined && seen.length < 10)
      t.strictSame(seen.sort(), everyUser.map(({ email }) => email).sort())
    }
  },
  {
    name: 'an invalid or oversized page token is rejected',
    needs: ['invalid page tokens'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { accessToken, list } = await asAda(at)
      t.match(await list({ next: 'made-up' }), {
        status: 400,
        body: { code: 'FST_COGNITO_INVALID_PARAMETER' }
      })
      t.match(await at.api.get('/admin/groups?next=made-up', accessToken), {
        status: 400,
        body: { code: 'FST_COGNITO_INVALID_PARAMETER' }
      })
      for (const limit of ['0', '61', '1.5', 'all']) {
        t.match(await list({ limit }), { status: 400, body: { code: 'FST_COGNITO_INVALID_INPUT' } })
      }
    }
  }
]
