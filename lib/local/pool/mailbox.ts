import { EventEmitter } from 'node:events'

/**
 * The purpose of a message: to confirm a sign-up, an email address or phone number, or a new password, to
 * sign in, or to invite a user.
 */
export type Purpose = 'sign up' | 'attribute' | 'password' | 'sign in' | 'invitation'

/** A message of the local Cognito, with its code. */
export interface Message {
  /** The delivery medium. */
  medium: 'EMAIL' | 'SMS'
  /** The full email address or phone number, not masked. */
  destination: string
  /** The code; for an invitation (AdminCreateUser), the temporary password. */
  code: string
  /** The link that confirms the sign-up, if the pool verifies email addresses by link. */
  link?: string
  /** The purpose of the message. */
  purpose: Purpose
  /** The user's name in the pool, which is the `sub` if users sign in with their email address. */
  username: string
  /** When the message was sent. */
  sentAt: Date
  /** The text that the trigger for custom messages returned, if there is one. */
  text?: string
  /** The subject of an email that it returned. */
  subject?: string
}

const MAX_MESSAGES = 1000

/**
 * The mailbox that receives the messages of a local Cognito. Destinations are compared ignoring case.
 *
 * @example
 * ```ts
 * import { startLocalCognito } from 'fastify-cognito-auth/local'
 *
 * const { mailbox } = await startLocalCognito()
 * mailbox.on('message', ({ destination, code }) => console.log(`${destination}: ${code}`))
 * const code = mailbox.last('bob@example.com')?.code
 * ```
 */
export class Mailbox {
  readonly #events = new EventEmitter<{ message: [Message], close: [] }>()
  #messages: Message[] = []

  /** @internal */
  constructor () {
    this.#events.setMaxListeners(0)
  }

  /** The last 1000 messages, the newest last. */
  get messages (): readonly Message[] {
    return this.#messages
  }

  /** Returns the newest message to a destination. */
  last (destination: string): Message | undefined {
    return this.#messages.findLast(message => isTo(message, destination))
  }

  /**
   * Returns the next message to a destination that arrives after this call. Rejects if none arrives within
   * `timeoutMs` milliseconds (default 5000), or at close.
   *
   * @example
   * ```ts
   * import { startLocalCognito } from 'fastify-cognito-auth/local'
   *
   * const local = await startLocalCognito()
   * const message = local.mailbox.next('bob@example.com')
   * await app.inject({ method: 'POST', url: '/password/forgot', payload: { username: 'bob@example.com' } })
   * const { code } = await message
   * ```
   *
   * @param destination - the email address or phone number
   * @param timeoutMs - how long to wait, in milliseconds. Defaults to 5,000
   */
  async next (destination: string, timeoutMs = 5000): Promise<Message> {
    return await new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        this.#events.off('message', onMessage).off('close', onClose)
      }
      const fail = (reason: string) => {
        settle()
        reject(new Error(`No message to ${destination}: ${reason}.`))
      }
      const onMessage = (message: Message) => {
        if (!isTo(message, destination)) return
        settle()
        resolve(message)
      }
      const onClose = () => fail('the local Cognito was closed')
      const timer = setTimeout(() => fail(`none arrived within ${timeoutMs} ms`), timeoutMs)
      this.#events.on('message', onMessage).on('close', onClose)
    })
  }

  /** Calls `listener` with every later message. */
  on (event: 'message', listener: (message: Message) => void): this {
    this.#events.on(event, listener)
    return this
  }

  /** Stops calling `listener`. */
  off (event: 'message', listener: (message: Message) => void): this {
    this.#events.off(event, listener)
    return this
  }

  /** @internal */
  deliver (message: Message): void {
    this.#messages = [...this.#messages, message].slice(-MAX_MESSAGES)
    this.#events.emit('message', message)
  }

  /** @internal */
  close (): void {
    this.#events.emit('close')
    this.#events.removeAllListeners()
  }
}

function isTo (message: Message, destination: string): boolean {
  return message.destination.toLowerCase() === destination.toLowerCase()
}
