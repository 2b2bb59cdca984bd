import cognitoAuth from '../../dist/index.js'

/** Verification only. The keys are fetched later, or, with `jwks`, given. */
export default async function oursVerifying (app, { userPoolId, clientId, jwks }) {
  await app.register(cognitoAuth, { userPoolId, clientId, ...(jwks !== undefined && { jwks }) })
}
