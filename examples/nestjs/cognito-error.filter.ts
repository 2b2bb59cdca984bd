import { STATUS_CODES } from 'node:http'
import { Catch, HttpException, type ArgumentsHost } from '@nestjs/common'
import { BaseExceptionFilter } from '@nestjs/core'
import type { FastifyError } from 'fastify'
import { errors } from 'fastify-cognito-auth'

/** Responds with the body of Fastify's errors, including `code`, which Nest's own filter leaves out. */
@Catch()
export class CognitoErrorFilter extends BaseExceptionFilter {
  override catch (exception: unknown, host: ArgumentsHost): void {
    super.catch(isCognitoError(exception) ? withCode(exception) : exception, host)
  }
}

function isCognitoError (exception: unknown): exception is FastifyError & { statusCode: number } {
  return exception instanceof Error && Object.hasOwn(errors, (exception as FastifyError).code ?? '')
}

function withCode (cause: FastifyError & { statusCode: number }): HttpException {
  const { statusCode, code, message } = cause
  return new HttpException({ statusCode, code, error: STATUS_CODES[statusCode], message }, statusCode, {
    cause
  })
}
