// Compiled by TypeBox from the schemas in ../user/claims.ts: npm run schemas. Do not edit.
// @ts-nocheck: JavaScript
import type { ClaimsShape } from './claims-shape.js'

const check0 = (() => {
return function check(value) {
  return (
    (typeof value === 'string') &&
    value.length <= 2048 &&
    value.length >= 1
  )
}
})()

const check1 = (() => {
return function check(value) {
  return (
    Number.isInteger(value) &&
    value <= 9007199254740991 &&
    value >= 0
  )
}
})()

const check2 = (() => {
return function check(value) {
  return (
    (value === 'access')
  )
}
})()

const check3 = (() => {
return function check(value) {
  return (
    (((typeof value === 'string') && value.length <= 2048 && value.length >= 1) || (Array.isArray(value) && ((array) => { for(const value of array) if(!(((typeof value === 'string') && value.length <= 2048 && value.length >= 1))) { return false }; return true; })(value)))
  )
}
})()

const check4 = (() => {
return function check(value) {
  return (
    (value === 'id')
  )
}
})()

const check5 = (() => {
return function check(value) {
  return (
    Array.isArray(value) &&
    ((array) => { for(const value of array) if(!(((typeof value === 'object' && value !== null && !Array.isArray(value)) && (typeof value['userId'] === 'string') && (typeof value['providerName'] === 'string') && (value['providerType'] !== undefined ? ((((typeof value['providerType'] === 'string')) || ((value['providerType'] === null)))) : true) && (value['issuer'] !== undefined ? ((((typeof value['issuer'] === 'string')) || ((value['issuer'] === null)))) : true) && (value['primary'] !== undefined ? ((((typeof value['primary'] === 'string')) || ((typeof value['primary'] === 'boolean')))) : true) && (value['dateCreated'] !== undefined ? ((((typeof value['dateCreated'] === 'string')) || (Number.isFinite(value['dateCreated'])))) : true)))) { return false }; return true; })(value)
  )
}
})()

const check6 = (() => {
return function check(value) {
  return (
    value === undefined
  )
}
})()

export const accessTokenClaims: ClaimsShape = {
  check: (() => {
return function check(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (typeof value['iss'] === 'string') &&
    value['iss'].length <= 2048 &&
    value['iss'].length >= 1 &&
    (typeof value['sub'] === 'string') &&
    value['sub'].length <= 2048 &&
    value['sub'].length >= 1 &&
    Number.isInteger(value['exp']) &&
    value['exp'] <= 9007199254740991 &&
    value['exp'] >= 0 &&
    Number.isInteger(value['iat']) &&
    value['iat'] <= 9007199254740991 &&
    value['iat'] >= 0 &&
    (value['nbf'] !== undefined ? (Number.isInteger(value['nbf']) && value['nbf'] <= 9007199254740991 && value['nbf'] >= 0) : true) &&
    (value['jti'] !== undefined ? ((typeof value['jti'] === 'string') && value['jti'].length <= 2048 && value['jti'].length >= 1) : true) &&
    (value['origin_jti'] !== undefined ? ((typeof value['origin_jti'] === 'string') && value['origin_jti'].length <= 2048 && value['origin_jti'].length >= 1) : true) &&
    (value['auth_time'] !== undefined ? (true) : true) &&
    (value['cognito:groups'] !== undefined ? (true) : true) &&
    (value['token_use'] === 'access') &&
    (typeof value['client_id'] === 'string') &&
    value['client_id'].length <= 2048 &&
    value['client_id'].length >= 1 &&
    (value['aud'] !== undefined ? ((((typeof value['aud'] === 'string') && value['aud'].length <= 2048 && value['aud'].length >= 1) || (Array.isArray(value['aud']) && ((array) => { for(const value of array) if(!(((typeof value === 'string') && value.length <= 2048 && value.length >= 1))) { return false }; return true; })(value['aud'])))) : true) &&
    (value['scope'] !== undefined ? (true) : true) &&
    (value['username'] !== undefined ? ((typeof value['username'] === 'string') && value['username'].length <= 2048 && value['username'].length >= 1) : true)
  )
}
})(),
  claims: [
    {
      name: 'iss',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'sub',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'exp',
      optional: false,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'iat',
      optional: false,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'nbf',
      optional: true,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'jti',
      optional: true,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'origin_jti',
      optional: true,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'token_use',
      optional: false,
      check: check2,
      expected: 'access or id'
    },
    {
      name: 'client_id',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'aud',
      optional: true,
      check: check3,
      expected: 'a string or a list of strings'
    },
    {
      name: 'username',
      optional: true,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    }
  ]
}

export const idTokenClaims: ClaimsShape = {
  check: (() => {
return function check(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (typeof value['iss'] === 'string') &&
    value['iss'].length <= 2048 &&
    value['iss'].length >= 1 &&
    (typeof value['sub'] === 'string') &&
    value['sub'].length <= 2048 &&
    value['sub'].length >= 1 &&
    Number.isInteger(value['exp']) &&
    value['exp'] <= 9007199254740991 &&
    value['exp'] >= 0 &&
    Number.isInteger(value['iat']) &&
    value['iat'] <= 9007199254740991 &&
    value['iat'] >= 0 &&
    (value['nbf'] !== undefined ? (Number.isInteger(value['nbf']) && value['nbf'] <= 9007199254740991 && value['nbf'] >= 0) : true) &&
    (value['jti'] !== undefined ? ((typeof value['jti'] === 'string') && value['jti'].length <= 2048 && value['jti'].length >= 1) : true) &&
    (value['origin_jti'] !== undefined ? ((typeof value['origin_jti'] === 'string') && value['origin_jti'].length <= 2048 && value['origin_jti'].length >= 1) : true) &&
    (value['auth_time'] !== undefined ? (true) : true) &&
    (value['cognito:groups'] !== undefined ? (true) : true) &&
    (value['token_use'] === 'id') &&
    (typeof value['aud'] === 'string') &&
    value['aud'].length <= 2048 &&
    value['aud'].length >= 1 &&
    (typeof value['cognito:username'] === 'string') &&
    value['cognito:username'].length <= 2048 &&
    value['cognito:username'].length >= 1 &&
    (value['email'] !== undefined ? (true) : true) &&
    (value['name'] !== undefined ? (true) : true) &&
    (value['identities'] !== undefined ? (Array.isArray(value['identities']) && ((array) => { for(const value of array) if(!(((typeof value === 'object' && value !== null && !Array.isArray(value)) && (typeof value['userId'] === 'string') && (typeof value['providerName'] === 'string') && (value['providerType'] !== undefined ? ((((typeof value['providerType'] === 'string')) || ((value['providerType'] === null)))) : true) && (value['issuer'] !== undefined ? ((((typeof value['issuer'] === 'string')) || ((value['issuer'] === null)))) : true) && (value['primary'] !== undefined ? ((((typeof value['primary'] === 'string')) || ((typeof value['primary'] === 'boolean')))) : true) && (value['dateCreated'] !== undefined ? ((((typeof value['dateCreated'] === 'string')) || (Number.isFinite(value['dateCreated'])))) : true)))) { return false }; return true; })(value['identities'])) : true)
  )
}
})(),
  claims: [
    {
      name: 'iss',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'sub',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'exp',
      optional: false,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'iat',
      optional: false,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'nbf',
      optional: true,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'jti',
      optional: true,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'origin_jti',
      optional: true,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'token_use',
      optional: false,
      check: check4,
      expected: 'access or id'
    },
    {
      name: 'aud',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'cognito:username',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'identities',
      optional: true,
      check: check5,
      expected: 'a list of objects with userId and providerName'
    }
  ]
}

export const loadBalancerClaims: ClaimsShape = {
  check: (() => {
return function check(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (typeof value['iss'] === 'string') &&
    value['iss'].length <= 2048 &&
    value['iss'].length >= 1 &&
    (typeof value['sub'] === 'string') &&
    value['sub'].length <= 2048 &&
    value['sub'].length >= 1 &&
    Number.isInteger(value['exp']) &&
    value['exp'] <= 9007199254740991 &&
    value['exp'] >= 0 &&
    (typeof value['username'] === 'string') &&
    value['username'].length <= 2048 &&
    value['username'].length >= 1 &&
    (value['email'] !== undefined ? (true) : true) &&
    (value['name'] !== undefined ? (true) : true) &&
    (value['iat'] !== undefined ? (Number.isInteger(value['iat']) && value['iat'] <= 9007199254740991 && value['iat'] >= 0) : true) &&
    (value['nbf'] !== undefined ? (Number.isInteger(value['nbf']) && value['nbf'] <= 9007199254740991 && value['nbf'] >= 0) : true) &&
    (value['jti'] !== undefined ? ((typeof value['jti'] === 'string') && value['jti'].length <= 2048 && value['jti'].length >= 1) : true) &&
    (value['token_use'] !== undefined ? (value['token_use'] === undefined) : true)
  )
}
})(),
  claims: [
    {
      name: 'iss',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'sub',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'exp',
      optional: false,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'username',
      optional: false,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'iat',
      optional: true,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'nbf',
      optional: true,
      check: check1,
      expected: 'a whole number of seconds since the epoch'
    },
    {
      name: 'jti',
      optional: true,
      check: check0,
      expected: 'a string of 1 to 2048 characters'
    },
    {
      name: 'token_use',
      optional: true,
      check: check6,
      expected: 'nothing'
    }
  ]
}
