import t from 'tap'
import { startLocal } from './local.js'
import { prove } from './scenarios.js'

await prove(t, await startLocal(t))
