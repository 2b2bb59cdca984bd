// Runs tests: npm test, or npm test -- [files and options of tap]
import { runTap } from './tap.js'

process.exitCode = runTap(process.execPath, process.argv.slice(2))
