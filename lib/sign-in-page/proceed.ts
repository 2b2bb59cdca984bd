import type { FastifyReply } from 'fastify'
import type { StepResult } from '../routes/sign-in.js'
import { ADD_PASSKEY, offersPasskey } from './passkey.js'
import { endStep, keepStep } from './step.js'
import type { Visit } from './visit.js'

/** The parameters that pages of challenges show. */
const SHOWN = ['CODE_DELIVERY_DESTINATION', 'MFAS_CAN_CHOOSE', 'MFAS_CAN_SETUP', 'requiredAttributes']

/** Continues a sign-in: to the page of the next challenge, or back to the application. */
export function proceed (visit: Visit, result: StepResult, username: string): FastifyReply {
  if (!('challenge' in result)) return finish(visit)
  const { challenge, session, parameters, availableChallenges: choices, totp } = result
  const shown = Object.entries(parameters).filter(([name]) => SHOWN.includes(name))
  return visit.redirect(
    '/sign-in/challenge',
    keepStep(visit, {
      page: 'challenge',
      username,
      challenge,
      session,
      parameters: Object.fromEntries(shown),
      ...(choices !== undefined && { choices }),
      ...(totp !== undefined && { totp })
    })
  )
}

/** Returns to the application: the user is signed in. */
export function finish (visit: Visit): FastifyReply {
  endStep(visit)
  if (offersPasskey(visit)) return visit.redirect(ADD_PASSKEY)
  return visit.reply.redirect(visit.returnTo, 303)
}
