import type { Check } from '../check.js'
import * as attributes from './attributes.js'
import * as client from './client.js'
import * as clientSecret from './client-secret.js'
import * as existence from './existence.js'
import * as managedLogin from './managed-login.js'
import * as messages from './messages.js'
import * as mfa from './mfa.js'
import * as oauth from './oauth.js'
import * as pool from './pool.js'
import * as protection from './protection.js'
import { tokenReal } from './token.js'
import * as tokens from './tokens.js'
import { waf } from './waf.js'

/** The checks by subject, in the order of the report and of `docs/doctor.md`. */
export const SUBJECTS: Readonly<Record<string, readonly Check[]>> = {
  'User pool and keys': [
    existence.poolReachable,
    existence.keysReachable,
    existence.issuerOriginal,
    existence.replicas,
    pool.tier,
    pool.deletion
  ],
  'App client': [
    existence.clientExists,
    clientSecret.clientSecretFits,
    clientSecret.clientSecretOld,
    client.flowsFit,
    client.flowsTooMany,
    client.refreshConflict,
    client.rotationGrace,
    client.existence,
    client.revocation
  ],
  'Users and attributes': [
    attributes.writableAttributes,
    attributes.mappedNotWritable,
    attributes.unverifiedChange,
    attributes.caseSensitive,
    pool.selfSignup,
    pool.recovery,
    pool.passwordPolicy
  ],
  'MFA, passkeys and threat protection': [
    mfa.mfaOff,
    mfa.mfaSmsOnly,
    mfa.passkeyRp,
    mfa.passkeyFactor,
    protection.threatProtection,
    protection.userContext,
    waf
  ],
  'Managed login': [
    managedLogin.domain,
    managedLogin.branding,
    managedLogin.classicPages,
    managedLogin.domainTls,
    oauth.oauthOn,
    oauth.implicit,
    oauth.callbacks,
    oauth.callbacksDev,
    oauth.signoutUrls,
    oauth.scopes,
    oauth.providers
  ],
  'Tokens and sessions': [
    tokenReal,
    tokens.accessTokenLong,
    tokens.refreshTooLong,
    tokens.sessionTracking,
    pool.triggerVersions
  ],
  'Email and SMS': [messages.emailSender, messages.smsSender, messages.logs]
}

/** All checks. */
export const CHECKS: readonly Check[] = Object.values(SUBJECTS).flat()
