import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import type { Feature } from './subject.js'

/** What another emulator lacks, or does differently from AWS. `npm run docs` writes a table of them. */
export interface Limit {
  reason: string
  /** Throws once the emulator behaves as AWS does. Absent if there is nothing to call. */
  show?(trial: Trial): Promise<unknown>
}

/** A pool of the emulator in which Jane signs in with a password. */
export interface Trial {
  api: CognitoIdentityProvider
  UserPoolId: string
  ClientId: string
  codeFor(address: string): Promise<string>
}

/** The features that an emulator lacks: scenarios that need them are skipped. */
export type Limits = { readonly [Name in Feature]?: Limit }

/** Other differences from AWS: no scenario needs the behavior of AWS, or the subject makes up for it. */
export type Differences = Readonly<Record<string, Limit>>

/** Another emulator, as the table in docs/emulators.md describes it. */
export interface Emulator {
  name: string
  /** The version that the limits were found in. */
  version: string
  limits: Limits
  differences: Differences
}

/** Tests that each limit still exists. A limit that no longer exists must be removed from its list. */
export async function checkLimits (
  t: Test,
  { name, version, limits, differences }: Emulator,
  trial: () => Promise<Trial>
): Promise<void> {
  await t.test(`the limits of ${name} still exist`, async t => {
    t.comment(`They were found in version ${version}.`)
    for (const [topic, { reason, show }] of [...Object.entries(limits), ...Object.entries(differences)]) {
      t.comment(`${topic}: ${reason}`)
      if (show !== undefined) {
        await t.resolves(
          show(await trial()).then(() => {}),
          topic
        )
      }
    }
  })
}

/** Returns the reason for each feature that is missing. */
export function reasons ({ limits }: Emulator): Partial<Record<Feature, string>> {
  return Object.fromEntries(Object.entries(limits).map(([feature, { reason }]) => [feature, reason]))
}
