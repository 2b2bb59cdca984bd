import { createHash, sign } from 'node:crypto'
import type { SigningKey } from './keys.js'

/** Returns a self-signed X.509 certificate of a key (RFC 5280), valid for ten years, in DER. */
export function selfSigned (
  { kid, privateKey, publicKey }: SigningKey,
  name: string,
  createdAt: number
): Buffer {
  const until = new Date(createdAt)
  until.setUTCFullYear(until.getUTCFullYear() + 10)
  const subject = sequence(element(SET, sequence(COMMON_NAME, element(UTF8, Buffer.from(name)))))
  const content = sequence(
    VERSION_3,
    element(INTEGER, serialNumber(kid)),
    SHA256_WITH_RSA,
    subject,
    sequence(utcTime(new Date(createdAt)), utcTime(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' })
  )
  const signature = sign('RSA-SHA256', content, privateKey)
  return sequence(content, SHA256_WITH_RSA, element(BIT_STRING, Buffer.of(0), signature))
}

const INTEGER = 0x02
const BIT_STRING = 0x03
const UTF8 = 0x0c
const UTC_TIME = 0x17
const SEQUENCE = 0x30
const SET = 0x31

const VERSION_3 = Buffer.from('a003020102', 'hex')
/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11, without parameters. */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
/** 2.5.4.3. */
const COMMON_NAME = Buffer.from('0603550403', 'hex')

function sequence (...parts: Buffer[]): Buffer {
  return element(SEQUENCE, ...parts)
}

function element (tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content])
}

/** The length of a content, from 128 with the number of its own bytes before it (X.690 section 8.1.3). */
function lengthOf ({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length)
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(length)
  return Buffer.of(0x82, ...bytes)
}

/** A positive number of eight bytes. */
function serialNumber (kid: string): Buffer {
  const digest = createHash('sha256').update(kid).digest().subarray(0, 7)
  return Buffer.concat([Buffer.of(1), digest])
}

/** `YYMMDDHHMMSSZ`, which RFC 5280 requires until 2049. */
function utcTime (date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\..*|[-:T]/g, '')
  return element(UTC_TIME, Buffer.from(`${digits.slice(2)}Z`))
}
