import t from 'tap'
import { prove } from './scenarios.js'
import { wire } from './wire.js'

/** No scenario is skipped here: features that no emulator has are proved on this one. */
t.strictSame(wire.cannot, {})

await prove(t, wire)
