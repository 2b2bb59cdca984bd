import decodeQR from 'qr/decode.js'

/** Pixels per module: enough for a camera. */
const SCALE = 4

/** Decodes the image of a QR code, given as the `src` of an `<img>`. */
export function readQrCode (src: string): string {
  const [type, data = ''] = src.split(';base64,')
  if (type !== 'data:image/svg+xml') throw new TypeError(`${type} is no SVG`)
  return decodeQR(drawn(Buffer.from(data, 'base64').toString()))
}

/** The dark modules are one path, one square each. */
function drawn (svg: string): { width: number, height: number, data: Uint8Array } {
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) * SCALE
  const data = new Uint8Array(side * side * 4).fill(255)
  let [x, y] = [0, 0]
  for (const [, command, right, down] of svg.matchAll(/(m)(-?\d+)[ ,]?(-?\d+)/gi)) {
    const isAbsolute = command === 'M'
    x = Number(right) + (isAbsolute ? 0 : x)
    y = Number(down) + (isAbsolute ? 0 : y)
    for (let row = y * SCALE; row < (y + 1) * SCALE; row++) {
      data.fill(0, (row * side + x * SCALE) * 4, (row * side + (x + 1) * SCALE) * 4)
    }
  }
  return { width: side, height: side, data }
}
