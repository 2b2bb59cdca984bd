import type {
  AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse, SetUserMFAPreferenceRequest, VerifySoftwareTokenRequest, VerifySoftwareTokenResponse
} from '@aws-sdk/client-cognito-identity-provider'
import type { Mfa } from '../options.js'
import type { Pool } from '../pool.js'
import { invalidParameter, invalidSession, Refusal } from '../refusal.js'
import { newTotpSecret, stepOfCode } from '../totp.js'
import type { Pending } from '../sessions.js'
import type { Person } from '../users.js'

/** By an access token, or in the course of a sign-in by its Session: then each answer has the next one. */
export async function associateSoftwareToken (pool: Pool, { AccessToken, Session }: AssociateSoftwareTokenRequest): Promise<AssociateSoftwareTokenResponse> {
  const totpSecret = newTotpSecret()
  if (isBySession(AccessToken, Session)) {
    const pending = waiting(pool, Session, 'ASSOCIATE')
    pool.sessions.use(Session)
    return { SecretCode: totpSecret, Session: pool.sessions.open('VERIFY', { ...pending, totpSecret }) }
  }
  const { person } = await pool.owner(AccessToken as string)
  person.associating = totpSecret
  return { SecretCode: totpSecret }
}

export async function verifySoftwareToken (pool: Pool, { AccessToken, Session, UserCode = '' }: VerifySoftwareTokenRequest): Promise<VerifySoftwareTokenResponse> {
  if (isBySession(AccessToken, Session)) {
    const pending = waiting(pool, Session, 'VERIFY')
    setUp(pool, pending.person, pending.totpSecret, UserCode)
    pool.sessions.use(Session)
    return { Status: 'SUCCESS', Session: pool.sessions.open('MFA_SETUP', pending) }
  }
  const { person } = await pool.owner(AccessToken as string)
  setUp(pool, person, person.associating ?? undefined, UserCode)
  return { Status: 'SUCCESS' }
}

export async function setUserMfaPreference (pool: Pool, { AccessToken = '', ...settings }: SetUserMFAPreferenceRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  prefer(person, settings)
  return {}
}

/** Switches second factors on and off, and says which is preferred. */
export function prefer (person: Person, settings: Omit<SetUserMFAPreferenceRequest, 'AccessToken'>): void {
  const asked: [Mfa, { Enabled?: boolean | undefined, PreferredMfa?: boolean | undefined } | undefined, boolean, string][] = [
    ['SMS_MFA', settings.SMSMfaSettings, person.attributes['phone_number_verified'] === 'true', 'User does not have delivery config set to turn on SMS_MFA'],
    ['SOFTWARE_TOKEN_MFA', settings.SoftwareTokenMfaSettings, person.authenticator !== null, 'User has not verified software token mfa'],
    ['EMAIL_OTP', settings.EmailMfaSettings, person.attributes['email_verified'] === 'true', 'User does not have delivery config set to turn on EMAIL_OTP']
  ]
  for (const [mfa, setting, isPossible, message] of asked) {
    if (setting?.Enabled === true && !isPossible) throw invalidParameter(message)
    if (setting === undefined) continue
    person.mfa = [...person.mfa.filter(other => other !== mfa), ...(setting.Enabled === true ? [mfa] : [])]
    if (setting.PreferredMfa === true) person.preferredMfa = mfa
    else if (person.preferredMfa === mfa) person.preferredMfa = null
  }
}

function isBySession (accessToken: string | undefined, session: string | undefined): session is string {
  if ((accessToken === undefined) === (session === undefined)) throw invalidParameter('Exactly one of AccessToken or Session must be present')
  return session !== undefined
}

/** These operations do not say which client asks: the Session does. */
function waiting (pool: Pool, session: string, awaited: string): Pending & { person: Person } {
  const pending = pool.sessions.find(session, awaited, pool.sessions.clientOf(session) ?? '')
  const { person } = pending
  if (person === null || !pool.users.has(person)) throw invalidSession()
  return { ...pending, person }
}

function setUp (pool: Pool, person: Person, secret: string | undefined, code: string): void {
  if (secret === undefined) throw new Refusal('SoftwareTokenMFANotFoundException', 'Software token has not been associated')
  const step = stepOfCode(secret, code, pool.now())
  if (step === undefined) throw new Refusal('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA')
  person.authenticator = { secret, lastStep: step }
  person.associating = null
}
