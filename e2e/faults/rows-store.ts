// Owns: the rows in which the place of the recordings is missing, emptied, another one, or changed by a bit: the server must
// refuse to start or say "not now", disown nothing, and go on when the place is as it was.
import { fork, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, open, rename, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBlobs, type Decrypt } from '../compare/decrypt.ts'
import { attemptDirectories, refusedStart, ROOT, type Product } from '../harness/product.ts'
import { between, handIn, type Row } from './row.ts'
import { recordWhile } from './rows-server.ts'
import type { Run } from './world.ts'

/** Bytes of every line, some of them acknowledged. */
const BEFORE_MS = [700, 2500] as const
const AWAY_MS = 2000
const SAFE_LIMIT_MS = 60_000
const BUCKET = 'recordings'

type Scene = { run: Run; product: Product; device: Awaited<ReturnType<Run['device']>> }

/** One sealed part and a running one of each line, on a server of its own; what happens then must lose nothing of them. */
const withStore = (
  it: Omit<Row, 'group' | 'run'>,
  happens: (scene: Scene) => Promise<void>,
  prepare: (run: Run) => Promise<{ blobs?: string; read?: (product: Product) => Promise<string> }> = async () => ({}),
): Row => ({
  ...it,
  group: 'store',
  async run(run) {
    const { blobs, read } = await prepare(run)
    const product = await run.own(join(run.directory, 'product'), 'plain', blobs === undefined ? {} : { blobs })
    const seat = await run.seat(product)
    const device = await run.device(seat, () => product.url)
    await device.beginAll()
    await device.record(between(...BEFORE_MS))
    await device.endAll('reloaded')
    await device.untilSafe(SAFE_LIMIT_MS)
    await device.beginAll()
    await device.record(between(...BEFORE_MS))
    await happens({ run, product, device })
    await handIn(seat, device)
    const whole = await product.verifyStore()
    if (whole.code !== 0) throw new Error(`the store is not as it should be:\n${whole.stdout}${whole.stderr}`)
    return read ? { ...product, dataDirectory: await read(product), lossesTold: product.lossesTold } : product
  },
})

/** @throws Error when it starts, or does not say why not */
async function expectRefused(product: Product, says: string, more: readonly string[] = []): Promise<void> {
  const { dataDirectory, keysDirectory } = product
  const args = ['--json', '--port', '0', '--data', dataDirectory, '--keys', keysDirectory, ...more]
  const { code, stderr } = await refusedStart(args)
  if (code !== 1 || !stderr.includes(says) || !stderr.includes('Nothing was changed'))
    throw new Error(`a start that had to be refused because of "${says}" ended with ${code}:\n${stderr.slice(-2000)}`)
}

/** An S3 server of this run, whose objects are files of this machine. */
async function startS3(run: Run): Promise<{ blobs: string; objects: string }> {
  const script = join(ROOT, 'server/src/platform/blob-store/testkit/s3-process.ts')
  const child: ChildProcess = fork(script, [BUCKET], { execArgv: ['--openssl-legacy-provider'] })
  run.atEnd(() => child.disconnect())
  const { port, directory } = await new Promise<{ port: number; directory: string }>((resolve, reject) => {
    child.once('message', (options: { port: number; directory: string }) => resolve(options))
    child.once('exit', (code) => reject(new Error(`s3rver ended with ${code}`)))
  })
  const keys = join(run.directory, 'product', 'keys')
  mkdirSync(keys, { recursive: true, mode: 0o700 })
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
  writeFileSync(join(keys, 's3.json'), JSON.stringify(credentials), { mode: 0o600 })
  return {
    blobs: `s3://${BUCKET}/zhishi?endpoint=http://127.0.0.1:${port}`,
    objects: join(directory, BUCKET, 'zhishi'),
  }
}

/** Puts the objects of each part together into a file, as a disk store would have it: names begin with the offset. */
function readObjects(objects: string, into: string, decrypt: Decrypt): string {
  for (const entry of readdirSync(objects, { recursive: true, withFileTypes: true })) {
    const [, object = '', offset] = /^((\d{12})-.*)_object$/.exec(entry.name) ?? []
    if (offset === undefined) continue
    const blob = join(basename(dirname(entry.parentPath)), basename(entry.parentPath))
    const part = join(into, 'blobs', blob)
    mkdirSync(dirname(part), { recursive: true })
    const bytes = decrypt(`${blob}/${object}`, 0, readFileSync(join(entry.parentPath, entry.name)))
    const before = readOr(part)
    const whole = Buffer.alloc(Math.max(before.length, Number(offset) + bytes.length))
    before.copy(whole)
    bytes.copy(whole, Number(offset))
    writeFileSync(part, whole)
  }
  return into
}

function readOr(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}

export const STORE_ROWS: Row[] = [
  withStore(
    {
      name: 'blobs missing at start',
      fault: 'volume-missing',
      says: 'the server is started with the directory of its recordings missing, empty, and then back',
    },
    async ({ product, device }) => {
      const blobs = join(product.dataDirectory, 'blobs')
      await product.stop()
      await rename(blobs, `${blobs}-away`)
      await expectRefused(product, 'zhishi-store.json is not there')
      await mkdir(blobs)
      await expectRefused(product, 'zhishi-store.json is not there')
      // fails where anything was written into it
      await rmdir(blobs)
      await rename(`${blobs}-away`, blobs)
      await recordWhile(device, () => product.restart())
    },
  ),
  withStore(
    {
      name: 'blobs away while serving',
      fault: 'volume-missing',
      says: `the directory of the recordings gives way to an empty one for ${AWAY_MS / 1000} s; parts end and begin meanwhile`,
    },
    ({ product, device }) =>
      recordWhile(device, async () => {
        const blobs = join(product.dataDirectory, 'blobs')
        await rename(blobs, `${blobs}-away`)
        await mkdir(blobs)
        await device.endAll('reloaded')
        await device.beginAll()
        await sleep(AWAY_MS)
        await rmdir(blobs)
        await rename(`${blobs}-away`, blobs)
      }),
  ),
  s3Row(),
  withStore(
    {
      name: 'a bit changes on the disk',
      fault: 'byte-changed',
      losesAcknowledged: true,
      says: 'one bit of a sealed part changes; npm run verify names it, it is accepted as lost, and its device sends it again',
    },
    async ({ product, device }) => {
      const [camera = ''] = device.partIds()
      const directory = attemptDirectories(product.dataDirectory).find((one) => readdirSync(one).includes(camera)) ?? ''
      const file = join(directory, camera)
      copyFileSync(file, `${product.dataDirectory}-part`)
      await chmod(file, 0o600)
      const handle = await open(file, 'r+')
      const at = between(0, (await handle.stat()).size - 1)
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, at)
      await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, at)
      await handle.close()
      const { code, stdout } = await product.verifyStore()
      if (code !== 1 || !stdout.includes(camera) || !stdout.includes('CHANGED') || !stdout.includes('--accept-loss 1'))
        throw new Error(`the changed bit was not found:\n${stdout}`)
      // beside the server
      await product.acceptLoss('1')
      device.uploadNow()
    },
  ),
]

function s3Row(): Row {
  let s3 = { blobs: '', objects: '' }
  return withStore(
    {
      name: 'S3 store emptied, wrong prefix',
      fault: 'store-emptied',
      says: 'recordings lie in an S3 store; the server is started on it emptied, on another prefix, on its disk, and then as it was',
    },
    async ({ product, device }) => {
      await product.stop()
      await rename(s3.objects, `${s3.objects}-away`)
      await expectRefused(product, 'zhishi-store.json is not there', ['--blobs', s3.blobs])
      await expectRefused(product, 'name it with --blobs', ['--blobs', s3.blobs.replace('/zhishi?', '/other?')])
      await expectRefused(product, 'name it with --blobs')
      await rename(`${s3.objects}-away`, s3.objects)
      await recordWhile(device, () => product.restart())
    },
    async (run) => {
      s3 = await startS3(run)
      const into = join(run.directory, 'read')
      return { blobs: s3.blobs, read: async (product) => readObjects(s3.objects, into, await openBlobs(product)) }
    },
  )
}
