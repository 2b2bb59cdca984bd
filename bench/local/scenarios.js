import { startSrp } from './srp.js'
import { call, emailOf, GROUPS, PASSWORD, passwordSignIn, phoneOf } from './users.js'

/**
 * The calls to measure. Each `run` gets the number of its repetition and a function that measures a call and
 * returns its response.
 */
export function scenarios (local, users) {
  const { clientId: ClientId, userPoolId: UserPoolId } = local
  const at = n => (n * 7919) % users
  const api = (operation, input) => async () => await call(local, operation, input)
  const simple = (name, operation, inputOf) => ({
    name,
    run: async (n, measured) => await measured(api(operation, inputOf(n)))
  })
  return [
    simple('InitiateAuth USER_PASSWORD_AUTH', 'InitiateAuth', n => passwordSignIn(local, emailOf(at(n)))),
    ...srp(local, at, api),
    simple('AdminGetUser by alias', 'AdminGetUser', n => ({ UserPoolId, Username: emailOf(at(n)) })),
    simple('SignUp', 'SignUp', n => ({
      ClientId,
      Username: `new-${n}@example.com`,
      Password: PASSWORD,
      UserAttributes: [
        { Name: 'name', Value: 'Ada' },
        { Name: 'phone_number', Value: phoneOf(users + n) }
      ]
    })),
    simple('ListUsers', 'ListUsers', () => ({ UserPoolId })),
    ...filters(at).map(([name, filterOf]) =>
      simple(`ListUsers ${name}`, 'ListUsers', n => ({ UserPoolId, Filter: filterOf(n) }))
    ),
    pages('ListUsers', 'ListUsers', 'PaginationToken', { UserPoolId }, api),
    pages(
      'ListUsers by a filter',
      'ListUsers',
      'PaginationToken',
      { UserPoolId, Filter: 'status = "Enabled"' },
      api
    ),
    simple('ListUsersInGroup', 'ListUsersInGroup', n => ({
      UserPoolId,
      GroupName: GROUPS[n % GROUPS.length]
    })),
    pages('ListUsersInGroup', 'ListUsersInGroup', 'NextToken', { UserPoolId, GroupName: GROUPS[0] }, api),
    simple('AdminUpdateUserAttributes', 'AdminUpdateUserAttributes', n => ({
      UserPoolId,
      Username: emailOf(at(n)),
      UserAttributes: [{ Name: 'given_name', Value: `Changed ${n}` }]
    }))
  ]
}

/** Both calls of a sign-in by SRP, for the same users. The second needs the responses to the first. */
function srp ({ clientId: ClientId, userPoolId }, at, api) {
  const started = []
  return [
    {
      name: 'InitiateAuth USER_SRP_AUTH',
      run: async (n, measured) => {
        const { A: SRP_A, prove } = startSrp(userPoolId, PASSWORD)
        const AuthParameters = { USERNAME: emailOf(at(n)), SRP_A }
        const input = { ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters }
        started[n] = { response: await measured(api('InitiateAuth', input)), prove }
      }
    },
    {
      name: 'RespondToAuthChallenge PASSWORD_VERIFIER',
      run: async (n, measured) => {
        const { response, prove } = started[n]
        const { ChallengeName, Session, ChallengeParameters } = response
        const ChallengeResponses = prove(ChallengeParameters)
        await measured(
          api('RespondToAuthChallenge', { ClientId, ChallengeName, Session, ChallengeResponses })
        )
      }
    }
  ]
}

function filters (at) {
  const values = {
    email: n => emailOf(at(n)),
    phone_number: n => phoneOf(at(n)),
    name: n => `Given ${at(n)} Family ${at(n) % 100}`,
    given_name: n => `Given ${at(n)}`,
    family_name: n => `Family ${at(n) % 100}`,
    preferred_username: n => `user${at(n)}`,
    // Usernames are random UUIDs.
    username: n => n.toString(16).padStart(2, '0'),
    sub: n => n.toString(16).padStart(2, '0'),
    'cognito:user_status': () => 'CONFIRMED',
    status: () => 'Enabled'
  }
  return Object.entries(values).flatMap(([name, valueOf]) =>
    ['=', '^='].map(type => [`${name} ${type}`, n => `${name} ${type} "${valueOf(n)}"`])
  )
}

/** The pages of a list from the first to the last, and then from the first again. */
function pages (list, operation, tokenName, input, api) {
  let token
  return {
    name: `${list}, page by page`,
    run: async (n, measured) => {
      const page = await measured(api(operation, { ...input, Limit: 60, [tokenName]: token }))
      token = page[tokenName]
    }
  }
}
