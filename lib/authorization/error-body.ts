/**
 * The JSON Schema of `ErrorBody` for OpenAPI documents. It does not use TypeBox, which applications that only
 * verify tokens do not load.
 */
export const ERROR_BODY = {
  type: 'object',
  description: 'An error.',
  properties: {
    statusCode: { type: 'integer', description: 'The HTTP status.' },
    code: { type: 'string', description: 'The error code. See docs/errors.md.' },
    error: { type: 'string', description: 'The name of the HTTP status.' },
    message: { type: 'string', description: 'The error message.' }
  },
  required: ['statusCode', 'error', 'message']
} as const
