import type { Test } from 'tap'
import { visit } from './application.js'
import type { Ledger } from './contract.js'
import { withSecretToo, type Scenario } from './scenario.js'
import { choice } from './scenarios/choice.js'
import { deviceSide } from './scenarios/device-side.js'
import { devices } from './scenarios/devices.js'
import { factors } from './scenarios/factors.js'
import { groups } from './scenarios/groups.js'
import { invitations } from './scenarios/invitations.js'
import { newPassword } from './scenarios/new-password.js'
import { passkeys } from './scenarios/passkeys.js'
import { password } from './scenarios/password.js'
import { profile } from './scenarios/profile.js'
import { search } from './scenarios/search.js'
import { secondFactor } from './scenarios/second-factor.js'
import { session } from './scenarios/session.js'
import { signIn } from './scenarios/sign-in.js'
import { signUp } from './scenarios/sign-up.js'
import { users } from './scenarios/users.js'
import type { Subject } from './subject.js'

/** Administration uses AWS credentials and no client secret. */
export const SCENARIOS: readonly Scenario[] = [
  ...withSecretToo([
    ...signUp,
    ...signIn,
    ...session,
    ...password,
    ...profile,
    ...newPassword,
    ...secondFactor,
    ...choice,
    ...deviceSide,
    ...factors,
    ...passkeys,
    ...devices
  ]),
  ...search,
  ...invitations,
  ...users,
  ...groups
]

/**
 * Runs every scenario on a Cognito, each in its own pool, and skips those that it cannot run, with the
 * reason.
 */
export async function prove (t: Test, subject: Subject, ledger?: Ledger): Promise<void> {
  for (const scenario of SCENARIOS) {
    const skip = missingFeatures(subject, scenario) ?? false
    await t.test(scenario.name, { skip }, async t => {
      const { setting = {}, routes } = scenario
      const pool = await subject.open(t, setting)
      const flows = setting.flows ?? ['USER_PASSWORD_AUTH']
      const api = await visit(t, {
        options: pool.options,
        routes: { ...routes, signIn: { flows: [...flows] } },
        ledger
      })
      await scenario.run(t, { api, pool })
    })
  }
}

/** Describes the features that a scenario needs and the subject lacks. */
function missingFeatures ({ name, cannot }: Subject, { needs = [] }: Scenario): string | undefined {
  const reasons = needs
    .filter(feature => cannot[feature] !== undefined)
    .map(feature => `${name} lacks: ${feature} (${cannot[feature]})`)
  return reasons.length > 0 ? reasons.join('; ') : undefined
}
