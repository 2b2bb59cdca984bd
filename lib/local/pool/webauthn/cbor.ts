/** A value of CBOR, as far as Web Authentication uses them. */
export type Cbor = number | string | boolean | null | Buffer | Cbor[] | Map<number | string, Cbor>

/**
 * Decodes one value of CBOR (RFC 8949) of definite length, and returns where it ends. Throws for anything
 * else.
 */
export function decodeCbor (bytes: Buffer, start = 0): { value: Cbor, end: number } {
  const first = bytes.readUInt8(start)
  const major = first >> 5
  if (major === 7) return { value: simple(first & 31), end: start + 1 }
  const { argument, end } = argumentOf(bytes, start, first & 31)
  switch (major) {
    case 0:
      return { value: argument, end }
    case 1:
      return { value: -1 - argument, end }
    case 2:
      return { value: slice(bytes, end, argument), end: end + argument }
    case 3:
      return { value: slice(bytes, end, argument).toString(), end: end + argument }
    case 4:
      return list(bytes, end, argument)
    case 5:
      return map(bytes, end, argument)
    default:
      throw new TypeError('CBOR tags are not supported')
  }
}

function argumentOf (bytes: Buffer, start: number, info: number): { argument: number, end: number } {
  if (info < 24) return { argument: info, end: start + 1 }
  const size = { 24: 1, 25: 2, 26: 4 }[info]
  if (size === undefined) throw new TypeError('CBOR of this length is not supported')
  return { argument: bytes.readUIntBE(start + 1, size), end: start + 1 + size }
}

function simple (info: number): boolean | null {
  if (info === 20 || info === 21) return info === 21
  if (info === 22) return null
  throw new TypeError('CBOR of this type is not supported')
}

function slice (bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new TypeError('CBOR ends too early')
  return bytes.subarray(start, start + length)
}

function list (bytes: Buffer, start: number, length: number): { value: Cbor[], end: number } {
  const value: Cbor[] = []
  let end = start
  for (let index = 0; index < length; index++) {
    const item = decodeCbor(bytes, end)
    value.push(item.value)
    end = item.end
  }
  return { value, end }
}

function map (
  bytes: Buffer,
  start: number,
  length: number
): { value: Map<number | string, Cbor>, end: number } {
  const entries = list(bytes, start, length * 2)
  const value = new Map<number | string, Cbor>()
  for (let index = 0; index < entries.value.length; index += 2) {
    value.set(entries.value[index] as number | string, entries.value[index + 1] as Cbor)
  }
  return { value, end: entries.end }
}
