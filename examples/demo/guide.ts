import type { LocalCognito, LocalUser } from 'fastify-cognito-auth/local'

/** Users that exist from the start. */
export const users: LocalUser[] = [
  { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] },
  { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User', groups: ['user'] }
]

/** Returns instructions and commands to paste, which are printed at startup. */
export function guide (address: string, local: LocalCognito | null): string {
  const intro = `
fastify-cognito-auth demo: open ${address}; its API is described at ${address}/docs
`
  return local === null ? intro : intro + localGuide(address, local)
}

function localGuide (address: string, { endpoint, machine }: LocalCognito): string {
  const auth = `${address}/api/v1/auth`
  const [admin, user] = users as [LocalUser, LocalUser]
  return `A local Cognito runs at ${endpoint}. It has these users:
  ${admin.email} / ${admin.password} (group admin)
  ${user.email} / ${user.password} (group user)

Sign up. The code is printed here instead of being sent:
  curl -s ${auth}/signup -H 'content-type: application/json' -d '{"email":"jane@example.com","password":"Jane-passw0rd","attributes":{"name":"Jane Doe","phone_number":"+491711234567"}}'
  curl -s ${auth}/signup/confirm -H 'content-type: application/json' -d '{"username":"jane@example.com","code":"PUT THE CODE HERE"}'

Sign in, and use the token:
  TOKEN=$(curl -s ${auth}/signin -H 'content-type: application/json' -d '{"username":"jane@example.com","password":"Jane-passw0rd"}' | node -pe 'JSON.parse(fs.readFileSync(0)).accessToken')
  curl -s ${address}/profile -H "authorization: Bearer $TOKEN"
  curl -s ${address}/admin -H "authorization: Bearer $TOKEN"

Set up MFA: enter the returned secret in an authenticator app, and verify the code that it shows. The next sign-in requires a code:
  curl -s -X POST ${auth}/me/mfa/totp -H "authorization: Bearer $TOKEN"
  curl -s ${auth}/me/mfa/totp/verify -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"code":"PUT THE CODE HERE"}'

As the administrator:
  TOKEN=$(curl -s ${auth}/signin -H 'content-type: application/json' -d '{"username":"${admin.email}","password":"${admin.password}"}' | node -pe 'JSON.parse(fs.readFileSync(0)).accessToken')
  curl -s ${address}/admin -H "authorization: Bearer $TOKEN"
  curl -s ${auth}/admin/users -H "authorization: Bearer $TOKEN"
  curl -s -X POST ${auth}/admin/users/${user.email}/signout -H "authorization: Bearer $TOKEN"

As a machine (client credentials):
  TOKEN=$(curl -s ${endpoint}/oauth2/token -u ${machine.clientId}:${machine.clientSecret} -d grant_type=client_credentials | node -pe 'JSON.parse(fs.readFileSync(0)).access_token')
  curl -s ${address}/orders -H "authorization: Bearer $TOKEN"

Ctrl-C stops it.
`
}
