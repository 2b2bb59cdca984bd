import t from 'tap'
import { prove } from './scenarios.js'
import { wire } from './wire.js'

/** Nothing is left out here: what no emulator has is proved on this one. */
t.strictSame(wire.cannot, {})

await prove(t, wire)
