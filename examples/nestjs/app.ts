import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { cognitoAuth, type CognitoAuthOptions } from 'fastify-cognito-auth'
import { CognitoErrorFilter } from './cognito-error.filter.js'
import { CognitoGuard } from './cognito.guard.js'
import { OrdersController } from './orders.controller.js'

@Module({
  controllers: [OrdersController],
  providers: [
    { provide: APP_GUARD, useClass: CognitoGuard },
    { provide: APP_FILTER, useClass: CognitoErrorFilter }
  ]
})
class AppModule {}

export async function buildApp (options: CognitoAuthOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
    logger: ['error', 'warn']
  })
  // Before listen() or init(), which add Nest's routes.
  await app.register(cognitoAuth, options)
  return app
}
