/** The header of the token that a load balancer signs. */
export const DATA_HEADER = 'x-amzn-oidc-data'

/** The header of the access token of Cognito, which a load balancer sends as well. */
export const ACCESS_TOKEN_HEADER = 'x-amzn-oidc-accesstoken'
