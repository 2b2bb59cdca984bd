/** The meaning of a claim or header parameter. */
export interface Meaning {
  /** Sentences. */
  readonly meaning: string
  /** The parts of the plugin that use it. Undefined if none does. */
  readonly usedBy?: string
  /** Whether the value is a time, in seconds since the epoch. */
  readonly isTime?: true
}

const VERIFICATION = 'verification, so every guard'

const HEADER: Readonly<Record<string, Meaning>> = {
  alg: { meaning: 'The algorithm of the signature. Only RS256 is accepted.', usedBy: VERIFICATION },
  kid: { meaning: "The ID of the key in the user pool's key set (JWKS).", usedBy: VERIFICATION },
  typ: { meaning: 'The media type. Cognito writes none; JWT and at+jwt are accepted.', usedBy: VERIFICATION },
  enc: { meaning: 'The encryption of the content. Encrypted tokens are rejected.', usedBy: VERIFICATION },
  crit: { meaning: 'Extensions that must be understood. Such tokens are rejected.', usedBy: VERIFICATION }
}

const CLAIMS: Readonly<Record<string, Meaning>> = {
  iss: {
    meaning: 'The issuer: the URL of the user pool. It selects the pool if there are several.',
    usedBy: VERIFICATION
  },
  sub: {
    meaning: 'The ID of the user, which never changes; of a machine, the ID of its app client.',
    usedBy: 'currentUser.id, requireMachine'
  },
  token_use: {
    meaning: 'access or id. APIs accept access tokens; ID tokens describe the user to the application.',
    usedBy: `${VERIFICATION}: only access tokens are accepted unless the option tokenUse says otherwise`
  },
  client_id: {
    meaning: 'The app client that the token was issued to, in access tokens.',
    usedBy: `${VERIFICATION}: the option clientId`
  },
  aud: {
    meaning:
      'The audience: in ID tokens, the app client that the token was issued to; in access tokens, a ' +
      'resource server.',
    usedBy: `${VERIFICATION}: the option clientId for ID tokens, audience for access tokens`
  },
  exp: { meaning: 'When the token expires.', usedBy: VERIFICATION, isTime: true },
  nbf: {
    meaning: 'When the token becomes valid. Cognito does not write it.',
    usedBy: VERIFICATION,
    isTime: true
  },
  iat: { meaning: 'When the token was issued.', usedBy: 'revocation', isTime: true },
  auth_time: {
    meaning: 'When the user signed in. Refreshed tokens keep it.',
    usedBy: 'requireRecentSignIn, currentUser.authenticatedAt',
    isTime: true
  },
  jti: { meaning: 'The ID of this token.' },
  origin_jti: {
    meaning: 'The ID of the session. Refreshed tokens keep it, and sign-out ends it.',
    usedBy: 'revocation, currentUser.sessionId'
  },
  event_id: { meaning: "The ID of the sign-in's event, in the logs of Cognito's threat protection." },
  scope: {
    meaning:
      'What the app client may do, separated by spaces. aws.cognito.signin.user.admin allows users to ' +
      "change their own account; sign-ins by Cognito's API have only this one.",
    usedBy: 'requireScopes'
  },
  'cognito:groups': {
    meaning: 'The groups of the user at the time of the sign-in or refresh.',
    usedBy: 'requireGroups, and the option permissions'
  },
  'cognito:roles': { meaning: 'The IAM roles of the groups, for identity pools.' },
  'cognito:preferred_role': { meaning: 'The IAM role of the group with the lowest precedence.' },
  username: {
    meaning: 'The username in the pool. A token of a machine has none.',
    usedBy: 'currentUser.username, requireMachine'
  },
  'cognito:username': { meaning: 'The username in the pool, in ID tokens.', usedBy: 'currentUser.username' },
  email: { meaning: "The user's email address.", usedBy: 'currentUser.email of an ID token' },
  name: { meaning: "The user's full name.", usedBy: 'currentUser.name of an ID token' },
  email_verified: { meaning: 'Whether the email address is verified.' },
  phone_number: { meaning: "The user's phone number." },
  phone_number_verified: { meaning: 'Whether the phone number is verified.' },
  identities: { meaning: 'The accounts at identity providers, such as Google, that the user signs in with.' },
  nonce: {
    meaning: 'The value that the application sent with the sign-in, against replayed ID tokens.',
    usedBy: 'managed login'
  },
  at_hash: { meaning: 'A hash of the access token that was issued with this ID token.' },
  device_key: { meaning: 'The ID of the remembered device.' },
  version: { meaning: 'The version of the format of access tokens.' }
}

const STANDARD_ATTRIBUTES = new Set([
  'address',
  'birthdate',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'nickname',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo'
])

/** Returns the meaning of a parameter of the header. */
export function headerMeaning (name: string): Meaning {
  return own(HEADER, name) ?? { meaning: 'A parameter that Cognito does not write.' }
}

/** Returns the meaning of a claim. */
export function claimMeaning (name: string): Meaning {
  const known = own(CLAIMS, name)
  if (known !== undefined) return known
  if (STANDARD_ATTRIBUTES.has(name)) return { meaning: 'A standard attribute of the user.' }
  if (/^(custom|dev):/.test(name)) {
    return { meaning: 'A custom attribute of the user. If the app client can write it, so can the user.' }
  }
  return {
    meaning:
      'Not a claim that Cognito writes by itself: it is from a pre-token-generation trigger, or the token ' +
      'is not from Cognito.'
  }
}

/** The name comes from a token, and may be that of a property of every object. */
function own (meanings: Readonly<Record<string, Meaning>>, name: string): Meaning | undefined {
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined
}
