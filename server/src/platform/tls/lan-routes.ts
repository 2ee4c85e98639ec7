// Owns: what the main server does otherwise with --lan: it shows the install page too, and has no offline shell.
// Never mounted with a certificate that everybody trusts.
import type { FastifyInstance } from 'fastify'
import { sendRefusal } from '../http/reply.ts'
import { CERTIFICATE_PATH, INSTALL_PATH, type InstallFiles } from './install-page.ts'

export function mountLan(app: FastifyInstance, files: InstallFiles): void {
  // for the next device, and for removing the trust again
  for (const path of [INSTALL_PATH, CERTIFICATE_PATH]) {
    app.get(path, (_request, reply) => {
      const found = files(path)
      return found ? reply.headers(found.headers).type(found.type).send(found.body) : reply.callNotFound()
    })
  }
  // A service worker would outlive the trust and the address, and answer for a server that is somebody else's by then.
  // Browsers name the request for its script (Service Workers, "Update"), so that pages need to know nothing of it.
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['service-worker'] === 'script') return sendRefusal(reply, { code: 'notFound' })
  })
}
