import type { FastifyServerOptions } from 'fastify'

/** A logger at trace level, and its lines as text. */
export function logLines (): { lines: string[], logger: NonNullable<FastifyServerOptions['logger']> } {
  const lines: string[] = []
  return {
    lines,
    logger: {
      level: 'trace',
      stream: {
        write: (line: string) => {
          lines.push(line)
        }
      }
    }
  }
}
