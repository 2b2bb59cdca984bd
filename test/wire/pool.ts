import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { newDevice, type Device } from './devices.js'
import { Groups } from './groups.js'
import type { Keys } from './keys.js'
import { Mailbox } from './mailbox.js'
import { settingsOf, type Settings, type WireOptions } from './options.js'
import { notAuthorized, Refusal, userNotFound } from './refusal.js'
import { Sessions } from './sessions.js'
import { SignIns, type SignIn } from './sign-ins.js'
import { issueTokens, verifyAccessToken, type Issuer } from './tokens.js'
import { Users, type Person } from './users.js'

/** A user pool: its people, and everything that is under way with them. */
export class Pool implements Issuer {
  readonly userPoolId: string
  readonly issuer: string
  readonly keys: Keys
  readonly settings: Settings
  readonly users: Users
  readonly groups: Groups
  readonly mailbox = new Mailbox()
  readonly sessions: Sessions
  readonly signIns: SignIns
  #now = Math.floor(Date.now() / 1000) * 1000

  constructor ({ userPoolId, issuer, keys, options }: { userPoolId: string, issuer: string, keys: Keys, options: WireOptions }) {
    this.userPoolId = userPoolId
    this.issuer = issuer
    this.keys = keys
    this.settings = settingsOf(options)
    this.users = new Users(options.users ?? [], this.settings, this.now)
    this.groups = new Groups(this.users, this.now)
    this.sessions = new Sessions(this.now)
    this.signIns = new SignIns(this.settings, this.now)
  }

  /** Milliseconds since the epoch. The pool's clock stands still at the second in which it was made, until a test moves it. */
  readonly now = (): number => this.#now

  advance (milliseconds: number): void {
    this.#now += milliseconds
  }

  /** Signs a person in: nothing more is asked. Who comes without a device is given the key of a new one, where the pool keeps devices. */
  async signIn (person: Person, clientId: string, known?: Device): Promise<AuthenticationResultType> {
    const offered = known === undefined && this.settings.devices !== undefined ? newDevice(this.userPoolId) : undefined
    if (known !== undefined) known.usedAt = new Date(this.now())
    const { signIn, refreshToken } = this.signIns.open(person, clientId, known ?? offered)
    return {
      ...await issueTokens(this, signIn),
      RefreshToken: refreshToken,
      ...(offered !== undefined && { NewDeviceMetadata: { DeviceKey: offered.key, DeviceGroupKey: offered.groupKey } })
    }
  }

  /** Whom an access token belongs to. */
  async owner (accessToken: string): Promise<{ person: Person, clientId: string, device: SignIn['device'] }> {
    const { sub, client_id: clientId, origin_jti: originJti } = await verifyAccessToken(this, accessToken)
    const person = this.users.find(String(sub))
    if (person === null) throw userNotFound()
    const signIn = this.signIns.ofTokens(originJti)
    if (signIn?.revoked !== false) throw notAuthorized('Access Token has been revoked')
    checkState(person)
    return { person, clientId: String(clientId), device: signIn.device }
  }
}

/** Throws where the state of an account stands in the way. AWS says so before it looks at a password. */
export function checkState ({ status, disabled }: Person): void {
  if (disabled) throw notAuthorized('User is disabled.')
  if (status === 'UNCONFIRMED') throw new Refusal('UserNotConfirmedException', 'User is not confirmed.', 'NotAuthorizedException')
  if (status === 'RESET_REQUIRED') throw new Refusal('PasswordResetRequiredException', 'Password reset required for the user', 'NotAuthorizedException')
}
