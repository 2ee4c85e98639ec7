// Owns: the rows in which the server, its database or its disk fails while the page's own uploader sends to it. Each happens
// at a random moment of a recording that goes on meanwhile; what had a receipt is compared too, because it must be there.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cause } from '../harness/cause.ts'
import { familyOf, killHard, waitFor, waitForEnd } from '../harness/processes.ts'
import type { Product } from '../harness/product.ts'
import { copyUnsynced, makeImage, mount, unmount, whyNoMount } from './disk-image.ts'
import { between, handIn, type Row } from './row.ts'
import type { Run } from './world.ts'

/** What a fault at any moment needs: appends before it, around it and after it. */
const BEFORE_MS = [700, 2500] as const
const AFTER_MS = 1500
/** PostgreSQL recovers from its log and the server takes it back. */
const BACK_LIMIT_MS = 45_000
const END_LIMIT_MS = 10_000
/** Room for PostgreSQL's own files (about 90 MB with its log) and some recordings. */
const WHOLE_DISK_MIB = 400
/** Less than a row records: it is full in the middle of it. */
const SMALL_DISK_MIB = 10
const MIB = 1_048_576

const moment = (): number => between(...BEFORE_MS)

/** Records on, whatever happens meanwhile. @returns what `meanwhile` brought */
export async function recordWhile<T>(
  device: Awaited<ReturnType<Run['device']>>,
  meanwhile: () => Promise<T>,
): Promise<T> {
  let isOver = false
  const done = meanwhile().finally(() => (isOver = true))
  // thrown below, once the device has stood still
  done.catch(() => {})
  while (!isOver) await device.record(100)
  await device.record(AFTER_MS)
  return done
}

/** A row in which something happens to a server and nothing else is to be arranged. */
const during = (
  options: Omit<Row, 'group' | 'run'> & {
    kind?: 'plain' | 'faulty'
    happens: (product: Product, run: Run) => Promise<void>
  },
): Row => ({
  ...options,
  group: 'server',
  async run(run) {
    const product = await run.shared(options.kind)
    const seat = await run.seat(product)
    const device = await run.device(seat, () => product.url)
    await device.beginAll()
    await recordWhile(device, async () => {
      await sleep(moment())
      await options.happens(product, run)
    })
    await handIn(seat, device)
    return product
  },
})

const isHealthy = async ({ url }: Product): Promise<boolean> => {
  try {
    return (await fetch(`${url}/healthz`)).ok
  } catch {
    return false
  }
}

/** A server that was there when the backup was made: one sealed part, one half sent, and more after it. */
async function restoredFrom(run: Run, restore: (product: Product, backup: string) => Promise<void>): Promise<Product> {
  const product = await run.own(join(run.directory, 'product'))
  const backup = join(run.directory, 'backup')
  const seat = await run.seat(product)
  const device = await run.device(seat, () => product.url)
  await device.beginAll()
  await device.record(moment())
  await device.endAll('reloaded')
  await device.untilSafe(END_LIMIT_MS)
  await device.beginAll()
  const acknowledged = device.acknowledgedBytes()
  await device.record(moment())
  // a part that the backup knows shorter than its receipt: of one that it does not know nobody can say what is gone
  await waitFor('bytes of the running parts', BACK_LIMIT_MS, () => device.acknowledgedBytes() > acknowledged + MIB / 8)
  await product.stop()
  execFileSync('cp', ['-a', product.dataDirectory, backup])
  await product.restart()
  // what the backup does not know: more of the running parts, their seals, and parts of which it never heard
  await device.record(moment())
  await device.endAll('reloaded')
  await device.untilSafe(END_LIMIT_MS * 3)
  await device.beginAll()
  await device.record(moment())
  await product.stop()
  await restore(product, backup)
  await product.restart()
  await device.record(AFTER_MS)
  // nothing is asked about by hand: the running parts hear of the loss, and the hand-in that is refused
  await handIn(seat, device)
  return product
}

export const SERVER_ROWS: Row[] = [
  during({
    name: 'kill -9 in mid-append',
    fault: 'killed-in-append',
    says: 'the server kills itself in the middle of a write, and is started again',
    kind: 'faulty',
    async happens(product) {
      await product.fault(`killed-in-append ${between(0, 600_000)}`)
      await product.ended()
      await product.restart()
    },
  }),
  during({
    name: 'kill -9 of the server',
    fault: 'server-killed',
    says: 'kill -9 from outside, started again after a second',
    async happens(product) {
      await cause['server-killed'](product)
      await sleep(1000)
      await product.restart()
    },
  }),
  during({
    name: 'database killed',
    fault: 'database-killed',
    says: 'kill -9 of PostgreSQL; the server brings it back by itself',
    async happens(product) {
      const killed = await cause['database-killed'](product)
      await waitFor('another PostgreSQL', BACK_LIMIT_MS, async () => {
        try {
          return product.postgresPid() !== killed && (await isHealthy(product))
        } catch {
          return false
        }
      })
    },
  }),
  during({
    name: 'slow disk',
    fault: 'disk-slow',
    says: 'every sync takes up to 1.5 s longer, by a fault-injecting store',
    kind: 'faulty',
    async happens(product, run) {
      await product.fault(`disk-slow ${between(300, 1500)}`)
      run.atEnd(() => product.fault('none'))
    },
  }),
  during({
    name: 'broken disk',
    fault: 'disk-broken',
    says: 'every sync fails for two seconds, by a fault-injecting store',
    kind: 'faulty',
    async happens(product) {
      await product.fault('disk-broken')
      await sleep(2000)
      await product.fault('none')
    },
  }),
  during({
    name: 'disk full (injected)',
    fault: 'disk-full',
    says: 'the disk takes so many bytes more and then none for two seconds, by a fault-injecting store',
    kind: 'faulty',
    async happens(product) {
      await product.fault(`disk-full ${between(0, 300_000)}`)
      await sleep(2000)
      await product.fault('none')
    },
  }),
  {
    name: 'disk full (real)',
    group: 'server',
    fault: 'disk-full',
    says: `the blobs lie on a file system of ${SMALL_DISK_MIB} MiB that fills up; room is made after two seconds`,
    notHere: whyNoMount,
    async run(run) {
      const home = join(run.directory, 'product')
      const blobs = join(home, 'data', 'blobs')
      const image = join(run.directory, 'blobs.img')
      mkdirSync(blobs, { recursive: true, mode: 0o700 })
      makeImage(image, SMALL_DISK_MIB)
      mount(image, blobs)
      run.atEnd(() => unmount(blobs))
      const product = await run.own(home)
      const seat = await run.seat(product)
      const device = await run.device(seat, () => product.url)
      // fills it to the last block, whatever the file system keeps for itself
      const ballast = join(blobs, 'ballast')
      await device.beginAll()
      await recordWhile(device, async () => {
        await sleep(moment())
        fillUp(ballast)
        const before = device.acknowledgedBytes()
        await sleep(2000)
        if (device.acknowledgedBytes() - before > MIB) throw new Error('the disk never was full')
        rmSync(ballast)
      })
      await handIn(seat, device)
      return product
    },
  },
  {
    name: 'power cut',
    group: 'server',
    fault: 'power-cut',
    says: 'data, database and keys on a file system of which a copy without sync is all that is left',
    notHere: whyNoMount,
    async run(run) {
      // PostgreSQL runs as a user of its own, who must be able to come here
      const disk = join(run.directory, 'disk')
      const image = join(run.directory, 'disk.img')
      const left = join(run.directory, 'left.img')
      makeImage(image, WHOLE_DISK_MIB)
      mount(image, disk)
      run.atEnd(() => unmount(disk))
      const product = await run.own(join(disk, 'home'))
      const seat = await run.seat(product)
      const device = await run.device(seat, () => product.url)
      await device.beginAll()
      await device.record(moment())
      await device.endAll('reloaded')
      await device.untilSafe(END_LIMIT_MS)
      await device.beginAll()
      await recordWhile(device, async () => {
        await sleep(moment())
        const all = [...familyOf(product.pid), ...familyOf(product.postgresPid())]
        copyUnsynced(image, left, all)
        all.forEach(killHard)
        await waitForEnd(all, END_LIMIT_MS)
        await unmount(disk)
        mount(left, disk)
        await product.restart()
      })
      // sealed parts too: their bytes had receipts
      device.uploadNow()
      await handIn(seat, device)
      return product
    },
  },
  {
    name: 'older backup, consistent',
    group: 'server',
    fault: 'backup-restored',
    losesAcknowledged: true,
    says: 'database and blobs are those of some seconds ago; parts and seals made since are unknown there',
    run: (run) =>
      restoredFrom(run, async ({ dataDirectory }, backup) => {
        await rm(dataDirectory, { recursive: true })
        await rename(backup, dataDirectory)
      }),
  },
  {
    name: 'older backup, blobs older than rows',
    group: 'server',
    fault: 'backup-restored',
    losesAcknowledged: true,
    says: 'the blobs alone are those of some seconds ago: the database promises more than there is',
    run: (run) =>
      restoredFrom(run, async ({ dataDirectory, acceptLoss }, backup) => {
        await rm(join(dataDirectory, 'blobs'), { recursive: true })
        await rename(join(backup, 'blobs'), join(dataDirectory, 'blobs'))
        // of more parts than a server would write down as lost by itself
        await acceptLoss()
      }),
  },
]

function fillUp(file: string): void {
  for (const bytes of [MIB, 4096]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
}
