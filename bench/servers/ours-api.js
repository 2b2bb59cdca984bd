import cognitoAuth from '../../dist/index.js'

/** All routes of the auth API. Without rate limits, which would reject the requests of one client. */
export default async function oursApi (app, { cognito }) {
  await app.register(cognitoAuth, { ...cognito, routes: { prefix: '/auth', rateLimit: false } })
}
