import type { Test } from 'tap'
import type { SinglePoolOptions } from '../../dist/index.js'
import type { Visitor } from './application.js'
import type { Feature, Pool, Setting } from './subject.js'

/** What somebody does at an application, whatever Cognito stands behind it. */
export interface Scenario {
  /** A sentence. */
  readonly name: string
  /** What the Cognito has to be able to do. */
  readonly needs?: readonly Feature[]
  readonly setting?: Setting
  /** Of the routes, beside the flows: those are the setting's. */
  readonly routes?: NonNullable<SinglePoolOptions['routes']>
  run(t: Test, at: At): Promise<void>
}

/** Where it is done. */
export interface At {
  readonly api: Visitor
  readonly pool: Pool
}

/** Each of these once more with an app client that has a secret. */
export function withSecretToo (scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.flatMap(scenario => [
    scenario,
    {
      ...scenario,
      name: `${scenario.name}, with a client secret`,
      needs: [...(scenario.needs ?? []), 'secret'],
      setting: { ...scenario.setting, clientSecret: true }
    }
  ])
}
