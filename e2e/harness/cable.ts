// Owns: the cable between a device and the product: a TCP relay on loopback that a story pulls and plugs in again, and that
// can be slow, late or dead without saying so. It reaches service workers and killed browsers too, which a browser's own
// switch does not. Never changes a byte (courier.ts does).
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** How the cable carries. Both numbers hold for each direction by itself, all connections together. */
export type Manners = {
  lateMs: number
  bytesPerSecond: number
  /** connections stay open and carry nothing, those that met it for ever */
  isHalfOpen: boolean
}

export type Cable = {
  /** the product as the browser sees it */
  readonly url: string
  /** Ends every connection, and every new one as soon as it is made. */
  pull(): void
  plugIn(): void
  /** From now on; what is not named is as on a good cable. */
  behave(manners: Partial<Manners>): void
  close(): Promise<void>
}

const GOOD: Manners = { lateMs: 0, bytesPerSecond: Infinity, isHalfOpen: false }
/** About one packet: smaller pieces would only make more timers. */
const PIECE_BYTES = 1400

/** @param port of the product, on 127.0.0.1 */
export async function layCable(port: number): Promise<Cable> {
  const open = new Set<Socket>()
  let isPulled = false
  let manners = GOOD

  /** One direction of one connection. `lane`: when this direction of the whole cable is free again. */
  function direction(lane: { freeAtMs: number }, connection: { isDead: boolean }): Transform {
    let last: Promise<void> = Promise.resolve()
    const carry = (to: Transform, piece: Buffer): Promise<void> => {
      const { lateMs, bytesPerSecond } = manners
      lane.freeAtMs = Math.max(performance.now(), lane.freeAtMs) + (piece.length / bytesPerSecond) * 1000
      const sent = wait(lane.freeAtMs - performance.now())
      last = Promise.all([last, wait(lane.freeAtMs + lateMs - performance.now())]).then(() => void to.push(piece))
      return sent
    }
    const carryAll = async (to: Transform, bytes: Buffer): Promise<void> => {
      if (manners === GOOD) {
        await last
        to.push(bytes)
        return
      }
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) await carry(to, bytes.subarray(at, at + PIECE_BYTES))
    }
    return new Transform({
      async transform(bytes: Buffer, _encoding, done) {
        connection.isDead ||= manners.isHalfOpen
        if (!connection.isDead) await carryAll(this, bytes)
        done()
      },
      async flush(done) {
        await last
        done()
      },
    })
  }

  const up = { freeAtMs: 0 }
  const down = { freeAtMs: 0 }
  const relay = createServer((near) => {
    if (isPulled) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    const connection = { isDead: false }
    for (const [one, other, lane] of [
      [near, far, up],
      [far, near, down],
    ] as const) {
      open.add(one)
      one.pipe(direction(lane, connection)).pipe(other)
      // an end that breaks takes the other with it: that is what a cut looks like
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        if (one.destroyed && !one.readableEnded) other.destroy()
      })
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
      manners = GOOD
    },
    behave(next) {
      manners = { ...GOOD, ...next }
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        relay.close(() => resolve())
      }),
  }
}

const wait = (ms: number): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))
