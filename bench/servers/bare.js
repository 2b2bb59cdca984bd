export default async function bare (app) {
  app.get('/me', async () => ({ id: 'c0ffee00-0000-4000-8000-000000000000' }))
}
