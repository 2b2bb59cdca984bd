/** Why a message was sent. */
export type Purpose = 'sign up' | 'sign in' | 'password' | 'attribute' | 'invitation'

export interface WireMessage {
  medium: 'EMAIL' | 'SMS'
  /** The address in full. */
  destination: string
  /** Of an invitation: the password, empty where there is none. */
  code: string
  purpose: Purpose
}

/** Where the codes arrive. Addresses compare without regard to case. */
export class Mailbox {
  readonly messages: WireMessage[] = []

  /** The newest message to an address, or to a phone number. */
  last (destination: string): WireMessage {
    const message = this.messages.findLast(message => message.destination.toLowerCase() === destination.toLowerCase())
    if (message === undefined) throw new Error(`nothing was sent to ${destination}`)
    return message
  }

  /** How many messages went to an address. */
  count (destination: string): number {
    return this.messages.filter(message => message.destination.toLowerCase() === destination.toLowerCase()).length
  }

  deliver (message: WireMessage): void {
    this.messages.push(message)
  }
}
