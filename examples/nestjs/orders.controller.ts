import { Controller, Get, Req } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { getCurrentUser } from 'fastify-cognito-auth'
import { Public, Require } from './cognito.guard.js'

@Controller()
export class OrdersController {
  @Public()
  @Get()
  hello () {
    return { message: 'for everybody' }
  }

  /** For every user: the default guard. */
  @Get('profile')
  profile (@Req() request: FastifyRequest) {
    const { id, groups } = getCurrentUser(request)
    return { id, groups }
  }

  @Require(app => app.requireGroups(['admin']))
  @Get('admin')
  admin () {
    return { message: 'hello, administrator' }
  }

  @Require(app => app.requireScopes(['orders/read']))
  @Get('orders')
  orders (@Req() request: FastifyRequest) {
    return { for: getCurrentUser(request).kind }
  }
}
