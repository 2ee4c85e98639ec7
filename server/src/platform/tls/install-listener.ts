// Owns: the plain HTTP listener beside --lan, for a device that cannot come by HTTPS before it trusts the authority.
// Never serves anything but the install page, its files and the certificate; never reads a body or a cookie.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { INSTALL_PATH, type InstallFiles } from './install-page.ts'

/** Pages of this listener load from it alone, and nothing they hold is sent anywhere. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
/** A request here is one line and its headers; who takes longer holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 10_000

/** Listens until the server is closed. Rejects as `listen` fails: EADDRINUSE, EACCES. */
export async function listenForInstall(files: InstallFiles, at: { host: string; port: number }): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS }, (...both) =>
    answer(files, ...both),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => resolve())
  })
  return server
}

function answer(files: InstallFiles, request: IncomingMessage, response: ServerResponse): void {
  const [path = '/'] = (request.url ?? '/').split('?')
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (isReading && (path === '/' || `${path}/` === INSTALL_PATH)) {
    response.writeHead(302, { ...HEADERS, location: INSTALL_PATH }).end()
    return
  }
  const found = isReading ? files(path) : null
  if (!found) {
    // the body of a refused request is not waited for
    response.writeHead(isReading ? 404 : 405, { ...HEADERS, connection: 'close' }).end()
    return
  }
  response.writeHead(200, {
    ...HEADERS,
    ...found.headers,
    'content-type': found.type,
    'content-length': found.body.length,
  })
  response.end(request.method === 'HEAD' ? undefined : found.body)
}
