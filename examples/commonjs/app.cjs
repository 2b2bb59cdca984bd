'use strict'

const path = require('node:path')
const autoload = require('@fastify/autoload')

/**
 * The application as fastify-cli generates it: loads `plugins/` first, then `routes/`. In a project whose
 * package.json has no `"type": "module"`, the files end in `.js`.
 */
module.exports = async function (fastify, opts) {
  fastify.register(autoload, { dir: path.join(__dirname, 'plugins'), options: { ...opts } })
  fastify.register(autoload, { dir: path.join(__dirname, 'routes'), options: { ...opts } })
}
