import { Redis } from 'ioredis'
import { redisSessions } from '../../dist/index.js'
import { oursWithSessions } from './ours-sessions.js'

export default function oursRedisSessions (app, settings) {
  return oursWithSessions(app, settings, redisSessions({ redis: new Redis({ path: settings.redis }) }))
}
