// Owns: the cable between a browser and the product: a TCP relay on loopback that a story pulls and plugs in again. Cuts
// everything alike, service workers and killed browsers too, which a browser's own switch does not.
// Never changes a byte.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Cable = {
  /** the product as the browser sees it */
  readonly url: string
  /** Ends every connection, and every new one as soon as it is made. */
  pull(): void
  plugIn(): void
  close(): Promise<void>
}

/** @param port of the product, on 127.0.0.1 */
export async function layCable(port: number): Promise<Cable> {
  const open = new Set<Socket>()
  let isPulled = false
  const relay = createServer((near) => {
    if (isPulled) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      // an end that breaks takes the other with it: that is what a cut looks like
      one.on('error', () => other.destroy())
      one.on('close', () => open.delete(one))
    }
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    pull() {
      isPulled = true
      for (const socket of open) socket.destroy()
    },
    plugIn() {
      isPulled = false
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        relay.close(() => resolve())
      }),
  }
}
