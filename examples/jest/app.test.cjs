/* global afterAll, beforeAll, expect, test */
'use strict'

const { createTestPool } = require('fastify-cognito-auth/testing')
const { buildApp } = require('./app.cjs')

let pool, app

beforeAll(async () => {
  pool = await createTestPool()
  // The endpoint is never called: a test pool has no Cognito API.
  app = await buildApp({ ...pool.options, endpoint: 'https://cognito.invalid' })
})

afterAll(() => app.close())

const statusOf = async headers => (await app.inject({ url: '/admin', headers })).statusCode

test('administrators are allowed', async () => {
  expect(await statusOf(pool.authorization({ groups: ['admin'] }))).toBe(200)
})

test('other users are denied', async () => {
  expect(await statusOf(pool.authorization())).toBe(403)
})

test('a request without a valid token is rejected', async () => {
  expect(await statusOf({})).toBe(401)
  expect(await statusOf(pool.authorization(pool.expired()))).toBe(401)
})

test('a sign-in without a password is rejected', async () => {
  const response = await app.inject({
    method: 'POST',
    url: '/auth/signin',
    payload: { username: 'jane@example.com' }
  })
  expect(response.json()).toMatchObject({ statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT' })
})
