export { createTestPool, type ClaimsToSign, type TestPerson, type TestPool } from './test-pool.js'
