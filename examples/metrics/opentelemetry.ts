import type { Meter } from '@opentelemetry/api'
import { count } from './counted.js'

/** Counts events with an OpenTelemetry meter. Returns a function that stops counting. */
export function countWithMeter (meter: Meter): () => void {
  return count(({ name, help: description }) => {
    const counter = meter.createCounter(name, { description })
    return labels => counter.add(1, labels)
  })
}
