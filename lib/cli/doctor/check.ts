import type { Input } from '../../cognito/sdk.js'
import type { ReadName, Readings } from './reads.js'
import type { Plugin, Target } from './target.js'

/**
 * `error`: prevents users from signing in, or is a vulnerability. `warning`: should be changed. `info`: for
 * information.
 */
export type Severity = 'error' | 'warning' | 'info'

/** Operations whose input replaces all settings, so that all changes are made by one command. */
export type Update = 'UpdateUserPool' | 'SetUserPoolMfaConfig' | 'UpdateUserPoolClient'

/** A change of some settings. Returns them for the current ones. */
export type Change<Op extends Update> = (settings: Input<Op>) => Partial<Input<Op>>

/** A command of the AWS CLI: changes of settings, or an operation with its whole input. */
export type Proposal =
  | { readonly [Op in Update]: { readonly update: Op, readonly change: Change<Op> } }[Update]
  | { readonly run: string, readonly input: object }

/** The result of a check: a setting that should be changed. */
export interface Finding {
  /** Defaults to the severity of the check. */
  readonly severity?: Severity
  /** The settings that were read, by their paths in the API. */
  readonly read: Readonly<Record<string, unknown>>
  /** A sentence that describes the problem. */
  readonly found: string
  /** Sentences that describe the remedy. */
  readonly fix: string
  /** Commands that apply the remedy. */
  readonly proposals?: readonly Proposal[]
  /** The page of the AWS console, for changes that no command can make. */
  readonly console?: string
}

/** The input of checks besides readings. */
export interface CheckContext {
  readonly target: Target
  /** Null without `--options`. Checks that need it are then skipped. */
  readonly plugin: Plugin | null
  /** The current time, in milliseconds since the epoch. */
  readonly now: number
}

/** A check. Everything about it is here: `docs/doctor.md` is generated from it. */
export interface Check<Name extends ReadName = ReadName> {
  readonly id: string
  readonly severity: Severity
  /** The state of a pool without the finding, in one line. */
  readonly title: string
  /** When there is a finding, as the end of the sentence "Reported if ...". */
  readonly when: string
  /** Why it matters, in full sentences. */
  readonly why: string
  readonly reads: readonly Name[]
  /** The further input that the check needs: the plugin's options, managed login, or a token. */
  readonly needs?: 'options' | 'managed-login' | 'token'
  /** The finding if the subject of a reading does not exist, such as the app client. */
  readonly absent?: { readonly of: Name, readonly finding: (context: CheckContext) => Finding }
  readonly examine: (readings: Pick<Readings, Name>, context: CheckContext) => readonly Finding[]
}

/** Returns the check, with the types of its readings. */
export function defineCheck<const Name extends ReadName> (check: Check<Name>): Check {
  return check as unknown as Check
}

/** Returns a change of the user pool. */
export function changePool (change: Change<'UpdateUserPool'>): Proposal {
  return { update: 'UpdateUserPool', change }
}

/** Returns a change of the app client. */
export function changeClient (change: Change<'UpdateUserPoolClient'>): Proposal {
  return { update: 'UpdateUserPoolClient', change }
}

/** Returns a change of the settings of MFA and passkeys. */
export function changeMfa (change: Change<'SetUserPoolMfaConfig'>): Proposal {
  return { update: 'SetUserPoolMfaConfig', change }
}
