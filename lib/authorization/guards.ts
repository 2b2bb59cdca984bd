import { errors } from '../errors.js'
import { describeValue } from '../options/describe-value.js'
import { isPermitted } from '../sources/permission.js'
import type { CurrentUser } from '../user/current-user.js'
import {
  acceptsAccessTokens,
  acceptsBearerTokens,
  acceptsLoadBalancers,
  acceptsSessions,
  assertAccessToken,
  type AcceptedTokens,
  type SessionTokens
} from './accepted-tokens.js'
import type { Authentication } from './authentication.js'
import type { Entitlements } from './entitlements.js'
import type { Authorize } from './guard-check.js'
import { guardFactory } from './guard-factory.js'
import { createGuardHook } from './guard-hook.js'
import { markGuard, type Guard, type RouteRequirements } from './guard.js'
import {
  normalizeRequirement,
  meets,
  normalizePermissions,
  normalizeScopes,
  type NormalizedRequirement,
  type Requirement
} from './requirement.js'
import type { SignInRedirect } from './sign-in-redirect.js'
import { restrictTokens, type TokenRestriction } from './token-restriction.js'

interface Dependencies {
  readonly authentication: Authentication
  readonly accepted: AcceptedTokens
  readonly entitlements: Entitlements
  readonly clock: () => number
  /** Redirects visitors to the page where users sign in. Null if there is none. */
  readonly redirect: SignInRedirect | null
  /** The tokens of sessions. None without the option `session`. */
  readonly sessions: readonly SessionTokens[]
}

/** The guards of one registration. */
export class Guards {
  readonly #accepted: AcceptedTokens
  readonly #dependencies: Dependencies

  constructor (dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#accepted = dependencies.accepted
  }

  /** Returns guards that accept other tokens than the options of the plugin. */
  accepting (accepted: AcceptedTokens): Guards {
    return new Guards({ ...this.#dependencies, accepted })
  }

  readonly requireUser = guardFactory('requireUser', (restriction?: TokenRestriction): Guard => {
    return this.#guard({ user: 'required' }, restrictTokens('requireUser', this.#accepted, restriction))
  })

  readonly optionalUser = guardFactory('optionalUser', (restriction?: TokenRestriction): Guard => {
    return this.#guard({ user: 'optional' }, restrictTokens('optionalUser', this.#accepted, restriction))
  })

  readonly requireGroups = guardFactory(
    'requireGroups',
    (requirement: Requirement, restriction?: TokenRestriction): Guard => {
      const groups = normalizeRequirement('requireGroups', requirement)
      const accepted = restrictTokens('requireGroups', this.#accepted, restriction)
      return this.#guard({ user: 'required', groups }, accepted, this.#inGroups(groups))
    }
  )

  /** As `requireGroups`, for users only: a machine is denied whatever groups its token has. */
  userInGroups (names: readonly string[]): Guard {
    const groups = normalizeRequirement('requireGroups', names)
    const inGroups = this.#inGroups(groups)
    const assertUser = ({ kind }: CurrentUser) => {
      if (kind === 'machine') throw new errors.FST_COGNITO_USER_REQUIRED()
    }
    return this.#guard({ user: 'required', groups, kind: 'user' }, this.#accepted, (user, request) => {
      const pending = inGroups(user, request)
      return pending === undefined
        ? assertUser(user)
        : pending.then(() => {
          assertUser(user)
        })
    })
  }

  #inGroups (groups: NormalizedRequirement): Authorize {
    const { entitlements } = this.#dependencies
    const check = (held: readonly string[]) => {
      if (!meets(groups, held)) throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
    }
    return entitlements.areGroupsInToken
      ? user => {
        // The groups are in the access token.
        assertAccessToken(user)
        check(user.groups)
      }
      : async (user, request) => {
        check(await entitlements.groupsOf(user, request))
      }
  }

  readonly requirePermissions = guardFactory(
    'requirePermissions',
    (requirement: Requirement, restriction?: TokenRestriction): Guard => {
      const permissions = normalizePermissions('requirePermissions', requirement)
      const { entitlements } = this.#dependencies
      if (!entitlements.hasPermissions) {
        throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
          'requirePermissions',
          'requires the option permissions'
        )
      }
      return this.#guard(
        { user: 'required', permissions },
        restrictTokens('requirePermissions', this.#accepted, restriction),
        async (user, request) => {
          if (!meets(permissions, await entitlements.permissionsOf(user, request), isPermitted)) {
            throw new errors.FST_COGNITO_INSUFFICIENT_PERMISSIONS()
          }
        }
      )
    }
  )

  readonly requireScopes = guardFactory(
    'requireScopes',
    (requirement: Requirement, restriction?: TokenRestriction): Guard => {
      const scopes = normalizeScopes('requireScopes', requirement)
      const accepted = restrictTokens('requireScopes', this.#accepted, restriction)
      if (!acceptsAccessTokens(accepted)) throw impossible('requireScopes', 'ID tokens have no scopes')
      return this.#guard({ user: 'required', scopes }, accepted, user => {
        assertAccessToken(user)
        if (!meets(scopes, user.scopes)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
      })
    }
  )

  readonly requireMachine = guardFactory('requireMachine', (restriction?: TokenRestriction): Guard => {
    const accepted = restrictTokens('requireMachine', this.#accepted, restriction)
    if (!acceptsBearerTokens(accepted, 'access')) {
      const reason = acceptsBearerTokens(accepted, 'id')
        ? 'machines have no ID tokens'
        : 'machines do not sign in at a load balancer'
      throw impossible('requireMachine', reason)
    }
    return this.#guard({ user: 'required', kind: 'machine' }, accepted, user => {
      if (user.kind !== 'machine') throw new errors.FST_COGNITO_MACHINE_REQUIRED()
    })
  })

  readonly requireRecentSignIn = guardFactory(
    'requireRecentSignIn',
    (seconds: number, restriction?: TokenRestriction): Guard => {
      assertSeconds('requireRecentSignIn', 'seconds', seconds)
      return this.#guard(
        { user: 'required', recentSignIn: seconds },
        restrictTokens('requireRecentSignIn', this.#accepted, restriction),
        this.#signedInWithin(seconds)
      )
    }
  )

  readonly requireSignIn = guardFactory('requireSignIn', ({ maxAge }: PageRequirement = {}): Guard => {
    const { redirect } = this.#dependencies
    if (redirect === null) {
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
        'requireSignIn',
        'requires the option session, with signInPath, the path of the page where users sign in'
      )
    }
    if (maxAge === undefined) return this.#guard({ user: 'required' }, this.#accepted, undefined, redirect)
    assertSeconds('requireSignIn', 'maxAge', maxAge)
    const requirements = { user: 'required', recentSignIn: maxAge } as const
    return this.#guard(requirements, this.#accepted, this.#signedInWithin(maxAge), redirect)
  })

  #signedInWithin (seconds: number): Authorize {
    const { clock } = this.#dependencies
    return ({ authenticatedAt }) => {
      if (authenticatedAt === null || clock() - authenticatedAt > seconds * 1000) {
        throw new errors.FST_COGNITO_SIGN_IN_TOO_OLD()
      }
    }
  }

  #guard (
    required: RouteRequirements,
    accepted: AcceptedTokens,
    authorize?: Authorize,
    redirect?: SignInRedirect
  ): Guard {
    const { authentication, sessions } = this.#dependencies
    const isForSessions =
      required.kind !== 'machine' && sessions.some(session => acceptsSessions(accepted, session))
    const isForLoadBalancers = required.kind !== 'machine' && acceptsLoadBalancers(accepted)
    const requirements = {
      ...required,
      ...(isForSessions && { session: true as const }),
      ...(isForLoadBalancers && { alb: true as const })
    }
    const token = {}
    const common = { authentication, requirements, accepted, redirect }
    const hook = createGuardHook({ ...common, authorize, token })
    const authenticate = authorize === undefined ? hook : createGuardHook({ ...common, token: null })
    return markGuard(hook, { requirements, authenticate, token })
  }
}

/** The requirement of a page. */
export interface PageRequirement {
  /** The maximum age of the user's sign-in, in seconds. Not limited by default. */
  readonly maxAge?: number
}

function assertSeconds (guard: string, name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
    guard,
    `${name} must be a whole number of at least 1; got ${describeValue([], value)}`
  )
}

function impossible (guard: string, reason: string): Error {
  return new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token can be accepted: ${reason}`)
}
