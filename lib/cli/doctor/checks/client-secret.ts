/** The secrets of the app client. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { defineCheck, type Finding } from '../check.js'

const YEAR = 365 * 24 * 3600 * 1000

export const clientSecretFits = defineCheck({
  id: 'client-secret-fits',
  severity: 'error',
  title: "The plugin's option `clientSecret` fits the app client",
  when:
    'the app client has a secret and the plugin does not, or the reverse, or the secrets differ. A ' +
    'rotation that is half done, such as a list with a secret that the app client does not have, is a ' +
    'warning or an info. Secrets are compared, and never printed',
  why:
    'Without the right secret, every call of the auth API fails with `FST_COGNITO_MISCONFIGURED`. A secret ' +
    'of a list that Cognito does not know costs a failed call.',
  needs: 'options',
  reads: ['client', 'secrets'],
  examine: ({ client: { ClientSecret: shown }, secrets }, { plugin }) => {
    if (plugin?.isApiClient !== true || plugin.settings.routes === null) return []
    const given = plugin.pool.clientSecrets
    const isSet = given.length > 0
    if (shown !== undefined && isSet) return compareSecrets(shown, secrets.length > 1, given)
    const isNeeded = shown !== undefined
    if (isNeeded === isSet) return []
    return [
      {
        read: { 'UserPoolClient.ClientSecret': isNeeded ? 'present' : 'absent' },
        found: isNeeded
          ? 'The app client has a secret, and the plugin has none.'
          : 'The app client has no secret, and the plugin has one.',
        fix: isNeeded
          ? `Set clientSecret of the plugin, such as from an environment variable. ${SHOWN_AT}`
          : 'Remove clientSecret from the options of the plugin.'
      }
    ]
  }
})

/**
 * Compares the secrets of the plugin with the one that Cognito shows.
 *
 * @param hasOther - whether the app client has a second secret, which Cognito does not show
 */
function compareSecrets (shown: string, hasOther: boolean, given: readonly string[]): readonly Finding[] {
  const position = given.findIndex(secret => isSame(secret, shown))
  const isList = given.length > 1
  if (position >= 0 && (hasOther || !isList)) return []
  const read = {
    'UserPoolClient.ClientSecret': 'present',
    'the secrets of the app client': hasOther ? 2 : 1,
    'the secrets of the plugin': given.length
  }
  if (position >= 0) {
    const [own, other] = position === 0 ? ['first', 'second'] : ['second', 'first']
    return [
      {
        severity: position === 0 ? 'info' : 'warning',
        read,
        found: `A rotation is half done: only the ${own} of clientSecret is a secret of the app client.`,
        fix:
          `Remove the ${other} one from clientSecret, or add it to the app client: docs/client-secret.md ` +
          'has the steps of a rotation.'
      }
    ]
  }
  if (!hasOther) {
    return [
      {
        read,
        found: isList
          ? 'None of the secrets of clientSecret is that of the app client.'
          : 'clientSecret of the plugin is not the secret of the app client.',
        fix: `Set clientSecret to the secret of the app client. ${SHOWN_AT}`
      }
    ]
  }
  return [
    {
      severity: isList ? 'warning' : 'info',
      read,
      found: isList
        ? 'The app client has two secrets, and at least one of those of clientSecret is not one of them.'
        : 'The app client has two secrets, and clientSecret is not the one that Cognito shows: it is the ' +
          'other one, or wrong.',
      fix: isList
        ? `Set clientSecret to the secrets of the app client. ${SHOWN_AT}`
        : 'If sign-ins work, it is the other one: when every application has it, delete the older secret ' +
          'by the command of client-secret-old.'
    }
  ]
}

const SHOWN_AT = 'The console shows it: App clients > the app client > Show client secret.'

/** Compares digests, so that the time does not depend on how much is equal. */
function isSame (one: string, other: string): boolean {
  const [left, right] = [one, other].map(secret => createHash('sha256').update(secret).digest()) as [
    Buffer,
    Buffer
  ]
  return timingSafeEqual(left, right)
}

export const clientSecretOld = defineCheck({
  id: 'client-secret-old',
  severity: 'warning',
  title: 'The secret of the app client is rotated, and the rotation is complete',
  when: 'the app client has two secrets, or its secret is older than a year',
  why: 'A secret that was replaced still works until it is deleted, and an old one has been copied often.',
  reads: ['secrets'],
  examine: ({ secrets }, { target: { userPoolId: UserPoolId, clientId: ClientId }, now }) => {
    const [oldest, newest] = secrets.toSorted((one, other) => created(one) - created(other))
    if (oldest === undefined) return []
    const read = {
      'ClientSecrets.ClientSecretCreateDate': secrets.map(({ ClientSecretCreateDate: date }) => date ?? null)
    }
    if (newest !== undefined) {
      return [
        {
          read,
          found: 'The app client has two secrets: a rotation is not complete.',
          fix: 'Delete the older secret after every application has the newer one.',
          proposals: [
            {
              run: 'DeleteUserPoolClientSecret',
              input: { UserPoolId, ClientId, ClientSecretId: oldest.ClientSecretId }
            }
          ]
        }
      ]
    }
    if (now - created(oldest) <= YEAR) return []
    return [
      {
        read,
        found: 'The secret of the app client is older than a year.',
        fix:
          'Add a secret, which is printed once; set it as clientSecret in every application; then delete ' +
          'the older one.',
        proposals: [{ run: 'AddUserPoolClientSecret', input: { UserPoolId, ClientId } }]
      }
    ]
  }
})

/** Returns when a secret was created, in milliseconds since the epoch. */
function created ({ ClientSecretCreateDate: date }: { ClientSecretCreateDate?: Date | undefined }): number {
  return Number(date)
}
