'use strict'

const { getCurrentUser } = require('fastify-cognito-auth')

// The route is /profile, after the name of the folder.
module.exports = async function (fastify) {
  fastify.get('/', { preHandler: fastify.requireUser() }, async request => {
    const { id, groups } = getCurrentUser(request)
    const { name, email } = await request.loadProfile()
    return { id, name, email, groups }
  })
}
