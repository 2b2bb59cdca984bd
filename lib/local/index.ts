/**
 * The local Cognito, an emulator of Amazon Cognito user pools for development and tests.
 *
 * - `start.ts` starts it; `options.ts` has its options; `seed.ts` creates its pool, app clients and users.
 * - `pool/` is the domain model without HTTP: users, app clients, sign-ins, tokens, codes, passkeys, devices.
 * Settings of pools and app clients are kept as AWS describes them, and only `pool/settings.ts` and the files
 * whose names end in `-settings.ts` read them.
 * - `pool/sign-in/`: `flows.ts` starts a sign-in, `respond.ts` handles the response to a challenge, the
 * others are the factors.
 * - `pool/triggers/`: functions in place of Lambda triggers.
 * - `pool/srp/` and `pool/webauthn/`: the server's side of the two protocols.
 * - `operations/`: each exported function is an operation of AWS with the same name, `table.ts` lists them.
 * It converts AWS's input to the domain and the result to AWS's output. `without-effect.ts` lists settings
 * that are accepted and change nothing.
 * - `protocol/`: HTTP, the service model (written by `scripts/service-model.js`), exceptions, CORS, failures
 * that tests inject.
 * - `managed-login/`: the OAuth endpoints and pages, an `HttpHandler` of `protocol/server.ts`.
 * - `store/`: tables in memory, and a journal if it has a folder.
 *
 * An operation runs without interruption between two `await`s, and only triggers and the first signature
 * wait: it changes records in memory, and its response is sent when the journal has the changes.
 */
export { startLocalCognito, type LocalCognito } from './start.js'
export type { LocalCognitoOptions, LocalUser } from './options.js'
export type { LocalPoolOptions } from './pool-options.js'
export type { Mailbox, Message, Purpose } from './pool/mailbox.js'
export type { Trigger, TriggerEvent, Triggers, VersionedTrigger } from './pool/triggers/types.js'
export type {
  DelayOptions,
  Fault,
  FaultOptions,
  FaultResponse,
  RequestRecord,
  Respond
} from './protocol/faults.js'
export type { LogEntry } from './protocol/log.js'
export type { LocalUsers } from './users.js'
export type {
  CreatedUserPool,
  CreateUserPoolOptions,
  PasskeyOptions,
  PasswordPolicy,
  ResourceServer
} from '../pool/create-options.js'
export { createUserPool } from '../pool/create-user-pool.js'
