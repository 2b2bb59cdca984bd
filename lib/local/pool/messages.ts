import type { Delivery } from './delivery.js'
import type { Purpose } from './mailbox.js'
import type { User } from './records.js'
import { verifiesByLink } from './settings.js'
import { customMessage, type MessageContent } from './triggers/custom-message.js'
import type { MessageSource } from './triggers/types.js'
import type { UserPool } from './user-pool.js'

const PURPOSES: Record<MessageSource, Purpose> = {
  SignUp: 'sign up',
  ResendCode: 'sign up',
  AdminCreateUser: 'invitation',
  ForgotPassword: 'password',
  UpdateUserAttribute: 'attribute',
  VerifyUserAttribute: 'attribute',
  Authentication: 'sign in'
}

/** Puts a message into the mailbox, after the trigger for custom messages. */
export async function deliver (
  pool: UserPool,
  user: User,
  delivery: Delivery,
  content: MessageContent
): Promise<void> {
  const link = confirmationLink(pool, user, delivery, content)
  const text = await customMessage(pool, user, delivery, { ...content, ...link })
  const { clock, mailbox } = pool.environment
  mailbox.deliver({
    medium: delivery.medium,
    destination: delivery.destination,
    code: content.code,
    ...link,
    purpose: PURPOSES[content.source],
    username: user.username,
    sentAt: new Date(clock.now()),
    ...text
  })
}

/** The link of an email that confirms a sign-up. Other codes have none (Developer Guide, Custom message). */
function confirmationLink (
  { environment, settings }: UserPool,
  { username }: User,
  { medium }: Delivery,
  { source, code, clientId = '' }: MessageContent
): { link?: string } {
  const confirms = PURPOSES[source] === 'sign up' && medium === 'EMAIL'
  if (!confirms || !verifiesByLink(settings)) return {}
  const query = new URLSearchParams({ client_id: clientId, user_name: username, confirmation_code: code })
  return { link: `${environment.managedLoginUrl}/confirmUser?${query.toString()}` }
}
