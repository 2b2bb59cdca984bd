import { Counter, type Registry } from 'prom-client'
import { count } from './counted.js'

/** Counts events for Prometheus. Returns a function that stops counting. */
export function countForPrometheus (registry: Registry): () => void {
  return count(({ name, help, labelNames }) => {
    const counter = new Counter({ name: `${name}_total`, help, labelNames, registers: [registry] })
    return labels => counter.inc(labels)
  })
}
