// Owns: a piece of wire between the server and its database that a test can cut and mend.
// Never changes a byte that passes.
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type Wire = { url: string; cut(): Promise<void>; mend(): Promise<void> }

/** Listens on loopback and passes everything on to the host of `target`. */
export async function layWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          open.delete(one)
          other.destroy()
        })
      one.pipe(other)
    }
  })
  const listen = (at: number) => new Promise<void>((done) => server.listen(at, '127.0.0.1', done))
  await listen(0)
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  const cut = () =>
    new Promise<void>((done) => {
      if (!server.listening) return done()
      server.close(() => done())
      for (const socket of open) socket.destroy()
    })
  onTestFinished(cut)
  const url = new URL(target)
  url.host = `127.0.0.1:${own}`
  return { url: url.href, cut, mend: () => listen(own) }
}
