import type { UserPools } from '../pool/user-pools.js'
import * as appClients from './app-clients.js'
import * as auth from './auth.js'
import * as branding from './branding.js'
import * as clientSecrets from './client-secrets.js'
import * as createUser from './create-user.js'
import * as devices from './devices.js'
import * as domains from './domains.js'
import * as groups from './groups.js'
import * as identities from './identities.js'
import * as identityProviders from './identity-providers.js'
import * as importJobs from './import-jobs.js'
import * as mfaConfig from './mfa-config.js'
import * as mfaPreference from './mfa-preference.js'
import * as passkeys from './passkeys.js'
import * as password from './password.js'
import * as profile from './profile.js'
import * as provisionedLimits from './provisioned-limits.js'
import * as replicas from './replicas.js'
import * as resourceServers from './resource-servers.js'
import * as risk from './risk.js'
import * as sessionConfig from './session-config.js'
import * as signingCertificate from './signing-certificate.js'
import * as signOut from './sign-out.js'
import * as signUp from './sign-up.js'
import * as softwareToken from './software-token.js'
import * as tags from './tags.js'
import * as terms from './terms.js'
import * as userPools from './user-pools.js'
import * as users from './users.js'

/** An operation of the Cognito API. Its input conforms to the service model. Many return nothing. */
export type Operation = (pools: UserPools, input: any) => object | void | Promise<object | void>

/** Each function has the name of its operation. */
const functions: Record<string, Operation> = {
  ...appClients,
  ...auth,
  ...branding,
  ...clientSecrets,
  ...createUser,
  ...devices,
  ...domains,
  ...groups,
  ...identities,
  ...identityProviders,
  ...importJobs,
  ...mfaConfig,
  ...mfaPreference,
  ...passkeys,
  ...password,
  ...profile,
  ...provisionedLimits,
  ...replicas,
  ...resourceServers,
  ...risk,
  ...sessionConfig,
  ...signingCertificate,
  ...signOut,
  ...signUp,
  ...softwareToken,
  ...tags,
  ...terms,
  ...userPools,
  ...users
}

/** The operations that the local Cognito has, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(functions).map(([name, operation]) => [
    name.charAt(0).toUpperCase() + name.slice(1),
    operation
  ])
)
