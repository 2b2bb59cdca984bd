/** The claims in an event: written by an authorizer, or by a caller that may invoke the function. */
export type Claims = Readonly<Record<string, string>>

/** Returns an event of an HTTP API with a JWT authorizer, in the payload format 2.0. */
export function httpApiEvent (path: string, headers: Readonly<Record<string, string>>, claims: Claims) {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers,
    requestContext: {
      http: { method: 'GET', path, sourceIp: '192.0.2.1' },
      authorizer: { jwt: { claims, scopes: null } }
    },
    isBase64Encoded: false
  }
}

/** Returns an event of a REST API with a Cognito authorizer. It has the headers twice. */
export function restApiEvent (path: string, headers: Readonly<Record<string, string>>, claims: Claims) {
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: 'GET',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    requestContext: { httpMethod: 'GET', path, identity: { sourceIp: '192.0.2.1' }, authorizer: { claims } },
    body: null,
    isBase64Encoded: false
  }
}
