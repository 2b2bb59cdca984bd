import { Type } from '@sinclair/typebox'
import { poolProperties } from '../../local/pool-options.js'
import { validationErrors } from '../../options/validation-errors.js'
import type { CreateUserPoolOptions } from '../../pool/create-options.js'
import { usageError } from '../error.js'
import { readJson } from '../read-json.js'
import type { CreatePoolValues } from './command.js'

const { identityProviders: _, ...shared } = poolProperties

const Schema = Type.Object({
  ...shared,
  domain: Type.Optional(
    Type.String({
      pattern: '^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
      expects: 'a prefix of lowercase letters, digits and hyphens, without aws, amazon and cognito'
    })
  ),
  branding: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { expects: 'an object, the settings of a branding style' })
  ),
  resourceServers: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^[^\\s=][^\\s]{0,255}=[!#-+.0-\\[\\]-~-]+(,[!#-+.0-\\[\\]-~-]+)*$',
        expects: 'an identifier and its scopes, such as orders=read,write'
      })
    )
  )
})

const FLAGS: Readonly<Record<string, string>> = {
  callbackURLs: '--callback-url',
  logoutURLs: '--sign-out-url',
  groups: '--group',
  resourceServers: '--resource-server'
}

/**
 * Converts the values of the command to the options of `createUserPool()`.
 *
 * @throws CliError that names every mistake by its option
 */
export async function poolOptions (values: CreatePoolValues): Promise<CreateUserPoolOptions> {
  const { name, mfa, passwordless, passkeys, domain, branding, group: groups } = values
  const { 'callback-url': callbackURLs, 'sign-out-url': logoutURLs, 'resource-server': servers } = values
  const given = {
    name,
    mfa,
    passwordless,
    passkeys: passkeys === undefined ? undefined : { relyingPartyId: passkeys },
    clientSecret: values['client-secret'],
    deletionProtection: values['deletion-protection'],
    groups,
    callbackURLs,
    logoutURLs,
    domain,
    branding: branding === undefined ? undefined : await readJson(branding),
    resourceServers: servers
  }
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const mistakes = validationErrors(Schema, options).map(line => inTermsOfCommand(values, line))
  const all = mistakes.length > 0 ? mistakes : crossFieldErrors(values)
  if (all.length > 0) throw usageError(all.join('\n'))
  return { ...options, ...(servers !== undefined && { resourceServers: servers.map(resourceServer) }) }
}

const NEED_CALLBACK = ['sign-out-url', 'domain'] as const

function crossFieldErrors (values: CreatePoolValues): readonly string[] {
  const { mfa, branding, domain } = values
  const passwordless = (['passkeys', 'passwordless'] as const).filter(name => values[name] !== undefined)
  const useless = NEED_CALLBACK.filter(name => values[name] !== undefined)
  return [
    ...(mfa === 'required'
      ? passwordless.map(name => `--${name} cannot be combined with --mfa required, as AWS rejects it`)
      : []),
    ...(branding !== undefined && domain === undefined
      ? ['--branding is for the pages of --domain, which is missing']
      : []),
    ...(values['callback-url'] === undefined
      ? useless.map(name => `--${name} is for managed login; --callback-url is missing`)
      : [])
  ]
}

function resourceServer (text: string) {
  const end = text.lastIndexOf('=')
  const scopes = text.slice(end + 1).split(',')
  return { identifier: text.slice(0, end), scopes: Object.fromEntries(scopes.map(scope => [scope, scope])) }
}

function inTermsOfCommand ({ branding }: CreatePoolValues, mistake: string): string {
  return mistake
    .replace(/^- /, '')
    .replace(/\boptions\.branding\b/, String(branding))
    .replace(/\boptions\.(\w+)[\w.]*/g, (_, name: string) => FLAGS[name] ?? `--${name}`)
}
