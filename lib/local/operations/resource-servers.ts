import { context, type Fields } from '../emulator.js'
import { invalidParameter, notFound } from '../exception.js'
import { isObject, text } from '../input.js'
import type { Parts } from '../parts.js'

export async function createResourceServer (parts: Parts, body: Fields): Promise<Fields> {
  const path = await pathOf(parts, body)
  if (parts.store.read(path) !== undefined) throw invalidParameter(`${text(body, 'Identifier')} already exists in user pool ${text(body, 'UserPoolId')}.`)
  const scopes = body['Scopes'] ?? []
  if (!Array.isArray(scopes) || !scopes.every(scope => isObject(scope) && typeof scope['ScopeName'] === 'string')) {
    throw invalidParameter('Scopes must be a list of ScopeName and ScopeDescription')
  }
  const server = { UserPoolId: text(body, 'UserPoolId'), Identifier: text(body, 'Identifier'), Name: text(body, 'Name'), Scopes: scopes }
  await parts.store.set(context, path, server)
  return { ResourceServer: server }
}

export async function describeResourceServer (parts: Parts, body: Fields): Promise<Fields> {
  const server = parts.store.read(await pathOf(parts, body))
  if (server === undefined) throw notFound(`Resource server ${text(body, 'Identifier')} does not exist.`)
  return { ResourceServer: server }
}

async function pathOf (parts: Parts, body: Fields): Promise<string[]> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  return ['ResourceServers', pool.options.Id, text(body, 'Identifier')]
}
