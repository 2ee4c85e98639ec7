// Owns: the line from a device to the disk for tests: real PostgreSQL, real disk (or S3 server), real HTTP on loopback, a clock that
// the test moves. It can be taken down and built again over the same data. Never fakes a part of the product.
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { staffRole } from '@zhishi/core/access'
import type { AttemptId, DeviceId, InterviewId, PartId, PersonId, StaffId } from '@zhishi/core/ids'
import { defaultSettings } from '@zhishi/core/interview'
import type { DeviceKind, Receipt, Volume } from '@zhishi/core/recording'
import { createAuditChain, createAuditService } from '../../../src/audit/service.ts'
import { createDiskStore } from '../../../src/platform/blob-store/disk-store.ts'
import { createEncryptedDisk } from '../../../src/platform/blob-store/encrypted-disk.ts'
import { createDataKeys } from '../../../src/platform/blob-store/interview-keys.ts'
import { installationName, markerText } from '../../../src/platform/blob-store/marker.ts'
import { createS3Store } from '../../../src/platform/blob-store/s3-store.ts'
import { createFaultyFiles } from '../../../src/platform/blob-store/testkit/faulty-files.ts'
import type { S3Server } from '../../../src/platform/blob-store/testkit/s3-server.ts'
import { systemRandom, type Clock } from '../../../src/platform/clock.ts'
import { openDatabase } from '../../../src/platform/database/database.ts'
import { checkInstallation, loadInstallation } from '../../../src/platform/database/installation.ts'
import { attempts, auditEntries, candidates, interviews, sittings } from '../../../src/platform/database/tables.ts'
import { createLocalEvents } from '../../../src/platform/events.ts'
import { actingAs, type Caller } from '../../../src/platform/http/caller.ts'
import { createLog } from '../../../src/platform/log.ts'
import { createAdmission } from '../../../src/platform/http/admission.ts'
import { createMount } from '../../../src/platform/http/mount.ts'
import { buildHttp } from '../../../src/platform/http/server.ts'
import { loadKeys } from '../../../src/platform/keys.ts'
import { mountRecordings } from '../../../src/recordings/routes.ts'
import { createRecordingsService } from '../../../src/recordings/service.ts'
import { createTestDatabase } from '../../database.ts'

/** Thursday, 17 December 2026, 09:30 in Beijing. */
export const T0 = Date.UTC(2026, 11, 17, 1, 30)
export const MIB = 1_048_576

type Running = Awaited<ReturnType<typeof build>>
export type Line = {
  /** what runs now: another one after `restart` */
  now(): Running
  /** takes everything down and builds it again over the same database, disk and keys */
  restart(): Promise<void>
  /** a second process over the same database, disk and keys */
  another(): Promise<Running>
  clock: Clock & { at: number }
  files: ReturnType<typeof createFaultyFiles>
  attemptIds: [AttemptId, AttemptId]
  /** attempts that somebody has in full view */
  watched: Set<AttemptId>
  /** what the event loop of its processes is said to be behind by, and what their disk is said to have; may be changed */
  load: { lateMs: number; volume: Volume | null }
  /** as it lies there, encrypted */
  fileOf(attemptId: string, partId: string): string
  /** what the store has of a part, read anew */
  held(attemptId: string, partId: string): Promise<Buffer>
  dataDirectory: string
  databaseUrl: string
  /** warnings and errors that were logged */
  logged: () => Array<Record<string, unknown>>
  audited: (action: string) => Promise<Array<Record<string, unknown>>>
}

/** `viaUrl` may put something between the server and its database; with `s3` the bytes lie there. */
export async function buildLine(it: { viaUrl?: (url: string) => Promise<string>; s3?: S3Server } = {}): Promise<Line> {
  const database = await createTestDatabase()
  const url = (await it.viaUrl?.(database.url)) ?? database.url
  const directory = await mkdtemp(join(tmpdir(), 'zhishi-line-'))
  const clock = { at: T0, now: () => clock.at, monotonicMs: () => clock.at }
  const files = createFaultyFiles()
  const lines: string[] = []
  const watched = new Set<AttemptId>()
  const load: Line['load'] = { lateMs: 0, volume: null }
  const parts = {
    url,
    directory,
    clock,
    files,
    watched,
    load,
    s3: it.s3,
    write: (line: string) => void lines.push(line),
  }
  const attemptIds = await insertAttempts(database.url)
  let running = await build(parts)
  await running.blobStore.writeMarker()
  onTestFinished(async () => {
    await running.stop()
    await database.drop()
    for (const it of [directory, keysBeside(directory)]) await rm(it, { recursive: true, force: true })
  })
  return {
    clock,
    files,
    attemptIds,
    watched,
    load,
    now: () => running,
    async restart() {
      await running.stop()
      running = await build(parts)
    },
    async another() {
      const second = await build(parts)
      onTestFinished(second.stop)
      return second
    },
    dataDirectory: directory,
    databaseUrl: database.url,
    fileOf: (attemptId, partId) => join(directory, 'blobs', attemptId, partId),
    async held(attemptId, partId) {
      const key = { attemptId, partId }
      const pieces: Uint8Array[] = []
      const { blobStore } = running
      for await (const piece of blobStore.read(key, { from: 0, to: await blobStore.size(key) })) pieces.push(piece)
      return Buffer.concat(pieces)
    },
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    audited: async (action) => {
      const entries = await running.db.select().from(auditEntries)
      return entries.filter((entry) => entry.action === action).map((entry) => ({ ...entry, ...entry.subject }))
    },
  }
}

/** Where a command looks for them that is told the data directory alone. */
const keysBeside = (directory: string): string => `${directory}-keys`

async function build(ports: {
  url: string
  directory: string
  clock: Clock
  files: ReturnType<typeof createFaultyFiles>
  watched: ReadonlySet<AttemptId>
  load: Line['load']
  s3: S3Server | undefined
  write: (line: string) => void
}) {
  const log = createLog('warn', { write: ports.write })
  const { db, close } = openDatabase(ports.url, () => {})
  const keys = loadKeys(keysBeside(ports.directory), systemRandom)
  await checkInstallation(db, keys.masterKeyId, ports.clock.now())
  const installed = await loadInstallation(db)
  const marker = markerText(installationName(installed!))
  const random = systemRandom
  const dataKeys = createDataKeys({ db, keys, random })
  const blobStore = ports.s3
    ? createS3Store({ db, bucket: ports.s3.openBucket(), name: ports.s3.place.name, marker, random, dataKeys, log })
    : createEncryptedDisk({
        db,
        receiptsDb: db,
        disk: createDiskStore({ dataDirectory: ports.directory, marker, files: ports.files.files }),
        dataKeys,
        random,
      })
  const audit = createAuditService({ db, clock: ports.clock })
  const { clock, directory: dataDirectory } = ports
  const service = createRecordingsService({
    db,
    receiptsDb: db,
    clock,
    random: systemRandom,
    keys,
    audit,
    blobStore,
    log,
    dataDirectory,
    lateness: { nowMs: () => ports.load.lateMs, close: () => {} },
    events: createLocalEvents({ log }),
    readVolume: async () => ports.load.volume,
    loadViewedLive: async () => ports.watched,
  })
  const app = await buildHttp({ log, pagesDirectory: null, trustProxy: false, publicUrl: null })
  const identify = async (request: { headers: Record<string, unknown> }): Promise<Caller> => {
    const bearer = /^Bearer (.+)$/.exec(String(request.headers['authorization']))?.[1]
    const claims = bearer ? service.readGrant(bearer) : null
    if (claims) return { kind: 'grant', claims }
    const role = staffRole.safeParse(request.headers['x-role'])
    if (!role.success) return { kind: 'anyone' }
    const memberships = [{ role: role.data, interview: 'all' as const }]
    return { kind: 'staff', staffId: STAFF, deviceId: randomUUID() as DeviceId, memberships }
  }
  const admission = createAdmission({
    identify,
    lateness: { nowMs: () => 0, close: () => {} },
    monotonicMs: () => performance.now(),
  })
  await mountRecordings(app, createMount(app, admission), {
    service,
    enter: admission.enter,
    access: {
      actingOn: async (caller, _id, action) =>
        actingAs(caller, action, { interviewId: '' as InterviewId, personId: '' as PersonId }),
      actingIn: async (caller, _id, action) => actingAs(caller, action, { interviewId: '' as InterviewId }),
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  return {
    db,
    service,
    audit,
    auditChain: createAuditChain({ db, clock: ports.clock, keys }),
    keys,
    blobStore,
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async stop() {
      await app.close()
      await service.close()
      await close()
    },
  }
}

export const STAFF = randomUUID() as StaffId

async function insertAttempts(url: string): Promise<[AttemptId, AttemptId]> {
  const { db, close } = openDatabase(url, () => {})
  const [interviewId, sittingId, one, two] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const
  const text = { zh: '面试' }
  await db.insert(interviews).values({
    id: interviewId,
    key: 'one',
    name: text,
    organiser: text,
    timeZone: 'Asia/Shanghai',
    supportPhone: '110',
    settings: defaultSettings,
    importedAt: T0,
  })
  await db
    .insert(sittings)
    .values({ id: sittingId, interviewId, key: 'one', position: 1, name: text, startsAt: T0, isMock: false })
  for (const [position, id] of [one, two].entries()) {
    const sealed = Buffer.from(id)
    await db
      .insert(candidates)
      .values({ id, interviewId, numberIndex: sealed, numberSealed: sealed, nameSealed: sealed, codeHash: '' })
    await db.insert(attempts).values({ id, sittingId, personId: id, position })
  }
  await close()
  return [one as AttemptId, two as AttemptId]
}

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> }
export type Facts = Record<'partId' | 'line' | 'number' | 'mime' | 'startedAt' | 'startedAtErrorMs', string>

type Sent = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

export type Device = {
  /** may be replaced */
  grant: string
  /** another process to talk to */
  url?: string
  deviceId: DeviceId
  attemptId: AttemptId
  send(path: string, init: Sent): Promise<Answer>
  /** facts of a new part; `more` overrides */
  facts(more?: Partial<Facts>): Facts
  create(facts: Facts, headers?: Record<string, string>): Promise<Answer>
  /** creates a part and gives its id */
  begin(more?: Partial<Facts>): Promise<PartId>
  head(id: string, headers?: Record<string, string>): Promise<Answer>
  patch(id: string, offset: number, bytes: Uint8Array, headers?: Record<string, string>): Promise<Answer>
  seal(id: string, bytes: Uint8Array, more?: Record<string, unknown>): Promise<Answer>
}

/** A device with a grant of its own: what a browser does, reduced to its requests, to the process that `line` runs now. */
export async function useDevice(
  line: Line,
  it: { attempt?: 0 | 1; kind?: DeviceKind; deviceId?: DeviceId } = {},
): Promise<Device> {
  const attemptId = line.attemptIds[it.attempt ?? 0]
  const deviceId = it.deviceId ?? (randomUUID() as DeviceId)
  const grant = await line.now().service.issueGrant({ attemptId, deviceId, kind: it.kind ?? 'computer' })
  let number = 0
  const device: Device = {
    grant,
    deviceId,
    attemptId,
    async send(path, init) {
      const headers = new Headers({ authorization: `Bearer ${device.grant}`, 'tus-resumable': '1.0.0' })
      for (const [name, value] of Object.entries(init.headers ?? {})) headers.set(name, value)
      const response = await fetch(`${device.url ?? line.now().url}${path}`, { ...init, headers })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text ? (JSON.parse(text) as Answer['body']) : {},
      }
    },
    facts(more = {}) {
      number += 1
      const times = { startedAt: String(line.clock.at), startedAtErrorMs: '20' }
      return {
        partId: randomUUID(),
        line: 'camera',
        number: String(number),
        mime: 'video/webm;codecs=vp9,opus',
        ...times,
        ...more,
      }
    },
    create: (facts, headers = {}) =>
      device.send('/api/parts', {
        method: 'POST',
        headers: { 'upload-metadata': metadata(facts), 'upload-defer-length': '1', ...headers },
      }),
    async begin(more) {
      const facts = device.facts(more)
      const { status } = await device.create(facts)
      if (status !== 201) throw new Error(`creating a part answered ${status}`)
      return facts.partId as PartId
    },
    head: (id, headers = {}) => device.send(`/api/parts/${id}`, { method: 'HEAD', headers }),
    patch: (id, offset, bytes, headers = {}) =>
      device.send(`/api/parts/${id}`, {
        method: 'PATCH',
        body: Buffer.from(bytes),
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers },
      }),
    seal: (id, bytes, more = {}) =>
      device.send(`/api/parts/${id}/seal`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          bytes: bytes.length,
          digest: digestOf(bytes),
          endReason: 'finished',
          endedAt: line.clock.at,
          ...more,
        }),
      }),
  }
  return device
}

export function metadata(facts: Record<string, string>): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
}

/** The digest of a part as docs/recording.md#digest says it, written down a second time. */
export function digestOf(bytes: Uint8Array): string {
  const whole = createHash('sha256')
  for (let from = 0; from < bytes.length; from += MIB) {
    whole.update(
      createHash('sha256')
        .update(bytes.subarray(from, from + MIB))
        .digest(),
    )
  }
  return whole.digest('hex')
}

export function checksum(algorithm: 'sha256' | 'sha1', bytes: Uint8Array): Record<string, string> {
  return { 'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}` }
}

export const receiptOf = (answer: Answer) => answer.body as unknown as Receipt
