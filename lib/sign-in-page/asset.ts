import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Returns a handler that sends a file of the pages, and 304 to browsers that have it. */
export function assetHandler (text: string, type: string) {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // The file of another version is not used.
    reply.headers({ 'cache-control': 'no-cache', etag })
    if (headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type(`${type}; charset=utf-8`).send(text)
  }
}
