export { startLocalCognito, type LocalCognito } from './start.js'
export type { LocalCognitoOptions, LocalUser } from './options.js'
export type { Mailbox, Message } from './mailbox.js'
export { createUserPool, type CreatedUserPool, type CreateUserPoolOptions, type PasswordPolicy } from '../pool/create-user-pool.js'
