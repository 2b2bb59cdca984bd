/** An operation of the service model. */
export interface OperationModel {
  input: string
  output?: string
  /** The exceptions that the operation declares. */
  errors: readonly string[]
  /** Whether AWS requires a signature (SigV4). */
  signed?: boolean
}

/** A type of the service model with its constraints. */
export interface Shape {
  type: 'string' | 'boolean' | 'integer' | 'timestamp' | 'structure' | 'list' | 'map' | 'document' | 'blob'
  min?: number
  max?: number
  pattern?: string
  enum?: readonly string[]
  /** Whether validation messages leave out the value. */
  sensitive?: boolean
  required?: readonly string[]
  members?: Readonly<Record<string, string>>
  /** The shape of a list's items. */
  member?: string
  key?: string
  value?: string
}
