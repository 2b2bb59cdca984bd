import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { HttpAdapterHost, Reflector } from '@nestjs/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** Returns one of the plugin's guards. Called once for each handler. */
type MakeGuard = (app: FastifyInstance) => Hook

const GUARD = 'cognito:guard'

/** Sets the guard of a handler, or of every handler of a controller. */
export const Require = (make: MakeGuard) => SetMetadata(GUARD, make)

/** Exempts a handler, or every handler of a controller, from `CognitoGuard`. */
export const Public = () => SetMetadata(GUARD, null)

const requireUser: MakeGuard = app => app.requireUser()

/** Runs the guard of a handler, by default `requireUser()`. */
@Injectable()
export class CognitoGuard implements CanActivate {
  readonly #reflector: Reflector
  readonly #adapterHost: HttpAdapterHost
  readonly #guards = new Map<MakeGuard, Hook>()

  constructor (
    @Inject(Reflector) reflector: Reflector,
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost
  ) {
    this.#reflector = reflector
    this.#adapterHost = adapterHost
  }

  async canActivate (context: ExecutionContext): Promise<boolean> {
    const make = this.#reflector.getAllAndOverride<MakeGuard | null | undefined>(GUARD, [
      context.getHandler(),
      context.getClass()
    ])
    if (make === null) return true
    const http = context.switchToHttp()
    // Throws the error to respond with: 401, 403 or 503.
    await this.#guardOf(make ?? requireUser)(
      http.getRequest<FastifyRequest>(),
      http.getResponse<FastifyReply>()
    )
    return true
  }

  #guardOf (make: MakeGuard): Hook {
    const known = this.#guards.get(make)
    if (known !== undefined) return known
    const guard = make(this.#adapterHost.httpAdapter.getInstance<FastifyInstance>()) as Hook
    this.#guards.set(make, guard)
    return guard
  }
}
