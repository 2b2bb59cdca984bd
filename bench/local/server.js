/**
 * A process with a local Cognito in a folder. It sends what its start took, then its CPU time whenever a
 * message arrives, and ends when the parent disconnects. Times are in milliseconds.
 */
const start = performance.now()
const { startLocalCognito } = await import('../../dist/local/index.js')
const imported = { elapsed: performance.now() - start, cpu: cpuTime() }
const { endpoint, userPoolId, clientId, close } = await startLocalCognito({ folder: process.argv[2] })
const started = {
  elapsed: performance.now() - start - imported.elapsed,
  cpu: cpuTime() - imported.cpu
}

process.on('message', () => process.send(cpuTime()))
process.once('disconnect', close)
process.send({ imported, started, endpoint, userPoolId, clientId })

/** Returns the CPU time of every thread of this process, with that of the garbage collector. */
function cpuTime () {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
