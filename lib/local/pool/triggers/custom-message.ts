import type { Delivery } from '../delivery.js'
import type { User } from '../records.js'
import type { UserPool } from '../user-pool.js'
import { runTrigger, triggerAttributes } from './run.js'
import type { MessageSource } from './types.js'

const CODE = '{####}'
const USERNAME = '{username}'
const LINK = '{##Click Here##}'
/** The text of a link, such as `{##Verify your email address##}`. */
const LINKS = /\{##(.+?)##\}/g

/** The content of a message, and the request that sends it. */
export interface MessageContent {
  source: MessageSource
  code: string
  link?: string
  clientId?: string | undefined
  clientMetadata?: Record<string, string> | undefined
}

/** Returns the text that the trigger for custom messages has for a message, if there is one. */
export async function customMessage (
  pool: UserPool,
  user: User,
  { medium }: Delivery,
  { source, code, link, clientId, clientMetadata }: MessageContent
): Promise<{ subject?: string, text?: string }> {
  const isInvitation = source === 'AdminCreateUser'
  const response = await runTrigger(pool, 'customMessage', {
    source,
    userName: user.username,
    clientId,
    request: {
      userAttributes: triggerAttributes(user),
      codeParameter: CODE,
      linkParameter: LINK,
      usernameParameter: isInvitation ? USERNAME : null,
      clientMetadata
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null }
  })
  const text = medium === 'EMAIL' ? response?.['emailMessage'] : response?.['smsMessage']
  if (typeof text !== 'string') return {}
  const subject: unknown = response?.['emailSubject']
  const withLink = link === undefined ? text : text.replaceAll(LINKS, (_, name) => anchor(link, name))
  return {
    text: withLink.replaceAll(CODE, code).replaceAll(USERNAME, user.username),
    ...(medium === 'EMAIL' && typeof subject === 'string' && { subject })
  }
}

function anchor (link: string, text: string): string {
  return `<a href="${link.replaceAll('&', '&amp;')}">${text}</a>`
}
