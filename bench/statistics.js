export function median (numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Returns the median of each field of records with the same fields. */
export function medians (records) {
  return Object.fromEntries(
    Object.keys(records[0]).map(field => [field, median(records.map(record => record[field]))])
  )
}

/** Returns the mean of each field of records with the same fields. */
export function means (records) {
  const mean = field => records.reduce((sum, record) => sum + record[field], 0) / records.length
  return Object.fromEntries(Object.keys(records[0]).map(field => [field, mean(field)]))
}

/**
 * Returns the ratio of the CPU time of two servers that took turns: the median of the ratios of the rounds,
 * since a round has the same load of the machine for both. Undefined if one of them was not measured.
 */
export function ratioOf (own, other) {
  return own && other && median(own.rounds.map((cpu, round) => cpu / other.rounds[round]))
}

/** Returns the median of each measure of a request, and the CPU time of each round. */
export function summary (samples) {
  const cpu = samples.map(sample => sample.cpu)
  return {
    cpu: median(cpu),
    rounds: cpu,
    least: Math.min(...cpu),
    greatest: Math.max(...cpu),
    user: median(samples.map(sample => sample.user)),
    rate: median(samples.map(sample => sample.rate))
  }
}
