'use strict'

module.exports = async function (fastify) {
  // A hook of the scope guards every route in this folder.
  fastify.addHook('onRequest', fastify.requireGroups(['admin']))

  fastify.get('/', async () => ({ message: 'hello, administrator' }))
}
