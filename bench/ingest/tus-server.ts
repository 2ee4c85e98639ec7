// Owns: @tus/server with its file store as its documentation sets it up, in a process of its own: what is compared with.
// Never tuned for or against us: the defaults stand, but connections may rest as long as the product's.
import { createServer } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [directory] = process.argv.slice(2)
if (directory === undefined) throw new Error('usage: tus-server.ts DIRECTORY')
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) })
/** Fastify's default. */
const KEEP_ALIVE_MS = 72_000
const server = createServer(
  { keepAliveTimeout: KEEP_ALIVE_MS },
  (request, response) => void tus.handle(request, response),
)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : null })
})
process.once('disconnect', () => process.exit(0))
