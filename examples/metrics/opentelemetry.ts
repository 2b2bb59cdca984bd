import type { Meter } from '@opentelemetry/api'
import { count } from './counted.js'

/** Counts with an OpenTelemetry meter. Returns a function that ends it. */
export function countWithMeter (meter: Meter): () => void {
  return count(({ name, help: description }) => {
    const counter = meter.createCounter(name, { description })
    return labels => counter.add(1, labels)
  })
}
