import { memorySessions } from '../../dist/index.js'
import { oursWithSessions } from './ours-sessions.js'

export default function oursMemorySessions (app, settings) {
  return oursWithSessions(app, settings, memorySessions())
}
