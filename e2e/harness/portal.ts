// Owns: the captive portal between a browser and the product: an HTTP relay on loopback that answers what it is told to with a
// page of its own, in the ways such portals and proxies have. Never changes what it lets through.
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** With its own page, by a redirect to where that page is, or with something of the right type under the right address. */
export type PortalWay = 'page' | 'redirect' | 'lookalike'

export type Portal = {
  readonly url: string
  /** From now on, for the requests that `concerns` names; `isOfWorker`: what the offline shell asks for by itself. */
  begin(way: PortalWay, concerns: (asked: { path: string; isOfWorker: boolean }) => boolean): void
  end(): void
  /** how many requests it has answered since it began */
  struck(): number
  close(): Promise<void>
}

const LOGIN = '<!doctype html><title>Wi-Fi</title><h1>Sign in to this network</h1>'

/** @param port of the product, on 127.0.0.1 */
export async function layPortal(port: number): Promise<Portal> {
  let now: { way: PortalWay; concerns: Parameters<Portal['begin']>[1] } | null = null
  let struck = 0

  function answer(way: PortalWay, path: string, response: ServerResponse): void {
    // a portal has no objection to being read by any page
    const open = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' }
    if (way === 'redirect' && path !== '/login') {
      // the same portal by another name is another origin
      response.writeHead(302, { ...open, location: `http://localhost:${portOf(server.address())}/login` }).end()
    } else if (way === 'lookalike') {
      response.writeHead(200, { ...open, 'content-type': 'text/javascript' }).end('document.title = "Wi-Fi"')
    } else {
      response.writeHead(200, { ...open, 'content-type': 'text/html' }).end(LOGIN)
    }
  }

  function handle(asked: IncomingMessage, response: ServerResponse): void {
    const path = asked.url ?? '/'
    // what a page loads has a destination there: document, script, image
    const isOfWorker = asked.headers['sec-fetch-dest'] === 'empty' && !path.startsWith('/api/')
    if (now && (path === '/login' || now.concerns({ path, isOfWorker }))) {
      struck += 1
      answer(now.way, path, response)
      return
    }
    const { method, headers } = asked
    const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
    })
    passed.on('error', () => response.destroy())
    asked.pipe(passed)
  }

  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    begin(way, concerns) {
      now = { way, concerns }
      struck = 0
    },
    end() {
      now = null
    },
    struck: () => struck,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const portOf = (address: ReturnType<ReturnType<typeof createServer>['address']>): number =>
  (address as AddressInfo).port
