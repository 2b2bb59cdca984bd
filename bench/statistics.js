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

/** Returns the median of each measure of a request, and the least and greatest CPU time. */
export function summary (samples) {
  const cpu = samples.map(sample => sample.cpu)
  return {
    cpu: median(cpu),
    least: Math.min(...cpu),
    greatest: Math.max(...cpu),
    user: median(samples.map(sample => sample.user)),
    rate: median(samples.map(sample => sample.rate))
  }
}
