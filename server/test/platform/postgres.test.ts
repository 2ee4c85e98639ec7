// The launcher of the embedded PostgreSQL against real PostgreSQL processes: rights, faults, two servers at once.
// Everything below runs under umask 077 and inside a directory of mode 0700.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { scaled } from '../../../tools/machine-speed.ts'
import { packagedBinaries } from '../../src/platform/postgres/binaries.ts'
import {
  type Cluster,
  type ClusterEvent,
  type ClusterOptions,
  startCluster,
} from '../../src/platform/postgres/cluster.ts'
import { isAlive } from '../../src/platform/postgres/processes.ts'
import { chooseServiceUser } from '../../src/platform/postgres/service-user.ts'

const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
const whereRoot = test.skipIf(!isRoot || !isLinux)
if (!isRoot || !isLinux) console.log('not run: what needs root on Linux (service user, foreign owners)')

/** Each start on a fresh directory makes a cluster, in 1-2 s, on a machine that runs other test files meanwhile. */
const LIMIT_MS = scaled(30_000)

const CLUSTER_MODULE = new URL('../../src/platform/postgres/cluster.ts', import.meta.url).href

let top: string
let umask: number
const running = new Set<Cluster>()
const children = new Set<ChildProcess>()

beforeAll(() => {
  umask = process.umask(0o077)
  top = mkdtempSync(join(tmpdir(), 'zhishi-launcher-'))
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await Promise.all([...running].map((cluster) => cluster.stop()))
  running.clear()
})
afterAll(() => {
  rmSync(top, { recursive: true, force: true })
  process.umask(umask)
})

function optionsFor(base: string, more: Partial<ClusterOptions> = {}): ClusterOptions {
  const silent = () => {}
  return { base, durable: false, randomBytes, log: { info: silent, warn: silent, error: silent }, ...more }
}

async function start(base: string, more: Partial<ClusterOptions> = {}): Promise<Cluster> {
  const result = await startCluster(optionsFor(base, more))
  if (!result.ok) throw new Error(`${result.reason}: ${result.message}`)
  running.add(result.cluster)
  return result.cluster
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const answers = (url: string) =>
  query(url, 'select 1').then(
    () => true,
    () => false,
  )

const settingsOf = async (cluster: Cluster) =>
  Object.fromEntries(
    (await query(cluster.url('postgres'), 'select name, setting from pg_settings')).map((row) => [
      row.name,
      row.setting,
    ]),
  )

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT_MS)
  while (!(await check())) {
    if (limit.aborted) throw new Error(`waited ${LIMIT_MS / 1000} s in vain for: ${what}`)
    await sleep(20)
  }
}

/** A server process of its own that starts the cluster; its first line is `{ok, pid, url}` or the refusal. */
function server(base: string): { child: ChildProcess; answer: Promise<Record<string, unknown>> } {
  const code = `
    import { randomBytes } from 'node:crypto'
    import { startCluster } from ${JSON.stringify(CLUSTER_MODULE)}
    process.on('SIGTERM', () => process.exit(1))
    const silent = () => {}
    const log = { info: silent, warn: silent, error: silent }
    const started = await startCluster({ base: ${JSON.stringify(base)}, durable: false, randomBytes, log })
    const { cluster, ...rest } = started
    console.log(JSON.stringify({ ...rest, ...(cluster && { postmaster: cluster.pid, url: cluster.url('postgres') }) }))
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', (line) =>
      resolve(JSON.parse(line) as Record<string, unknown>),
    )
    child.once('exit', () => reject(new Error('the server ended without an answer')))
  })
  return { child, answer }
}

describe('a first start', () => {
  whereRoot('works as root, with programs and data below directories only root may enter', async () => {
    const packaged = packagedBinaries()
    if (!packaged.ok) throw new Error(packaged.message)
    const hidden = join(top, 'clone', 'native')
    cpSync(packaged.directory, hidden, { recursive: true, verbatimSymlinks: true })
    const base = join(top, 'clone', 'data', 'deep')

    // a temp directory of the user's own does not help: the copy goes to one that everyone reaches
    const tmp = process.env.TMPDIR
    process.env.TMPDIR = mkdtempSync(join(top, 'private-'))
    const cluster = await start(base, { durable: true, binaries: hidden })
    expect(readdirSync(process.env.TMPDIR)).toEqual([])
    if (tmp === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = tmp
    await query(cluster.url('postgres'), 'create database kept')
    await query(cluster.url('kept'), `create table t as select '智试' as word`)
    expect(statSync(`/proc/${cluster.pid}`).uid).not.toBe(0)
    expect(statSync(join(base, 'data')).mode & 0o777).toBe(0o700)
    expect(lstatSync(join(base, 'postgres-password'))).toMatchObject({ uid: 0, mode: 0o100600 })
    await expect(query(cluster.url('postgres').replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      /password/,
    )
    const [copy] = readFileSync(join(base, `postgres-binaries.${process.pid}`), 'utf8').split('\n')
    expect(statSync(copy!).mode & 0o777).toBe(0o755)

    // someone empties the temp directory, then PostgreSQL dies: it comes back on a new copy
    rmSync(copy!, { recursive: true })
    process.kill(cluster.pid, 'SIGKILL')
    await until('a query to work again', () => answers(cluster.url('kept')))

    // the copy of the programs goes with the server, the data stays
    const copies = readFileSync(join(base, `postgres-binaries.${process.pid}`), 'utf8')
      .trim()
      .split('\n')
    expect(copies.map((path) => existsSync(path))).toEqual([false, true])
    await cluster.stop()
    expect(existsSync(copies[1]!)).toBe(false)
    expect(readdirSync(base).toSorted()).toEqual(['data', 'postgres-password', 'postgres.log'])

    // a killed server's copy goes at the next start; nothing else that its note may name
    const stray = mkdtempSync(join(tmpdir(), 'zhishi-postgres-'))
    const foreign = mkdtempSync(join(top, 'foreign-'))
    const dead = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => dead.once('exit', resolve))
    writeFileSync(join(base, `postgres-binaries.${dead.pid}`), `${stray}\n${foreign}\n`)
    const again = await start(base)
    expect([existsSync(stray), existsSync(foreign)]).toEqual([false, true])
    expect(await query(again.url('kept'), 'select word from t')).toEqual([{ word: '智试' }])
  })

  test('that was killed half-way is done again, and a finished cluster or a stranger’s files are never deleted', async () => {
    const base = join(top, 'half')
    const { child, answer } = server(base)
    answer.catch(() => {})
    await until(
      'a half-made cluster',
      () => existsSync(base) && readdirSync(base).some((name) => name.startsWith('postgres-new')),
    )
    await until('files in it', () => existsSync(join(base, `postgres-new.${child.pid}`, 'data', 'base')))
    child.kill('SIGKILL')
    await until('its end', () => child.signalCode !== null)
    expect(existsSync(join(base, 'data'))).toBe(false)

    const cluster = await start(base)
    await query(cluster.url('postgres'), 'create table t as select 1 as one')
    expect(readdirSync(base).filter((name) => name.startsWith('postgres-new'))).toEqual([])
    await cluster.stop()

    // without its password the data stays, and the refusal says what is missing
    const password = readFileSync(join(base, 'postgres-password'))
    rmSync(join(base, 'postgres-password'))
    expect(await startCluster(optionsFor(base))).toMatchObject({ ok: false, reason: 'passwordLost' })
    writeFileSync(join(base, 'postgres-password'), password)
    expect(await query((await start(base)).url('postgres'), 'select * from t')).toEqual([{ one: 1 }])

    const stranger = join(top, 'stranger')
    mkdirSync(join(stranger, 'data'), { recursive: true })
    writeFileSync(join(stranger, 'data', 'thesis.txt'), 'mine')
    expect(await startCluster(optionsFor(stranger))).toMatchObject({
      reason: 'notACluster',
      message: expect.stringContaining(join(stranger, 'data')),
    })
    expect(readFileSync(join(stranger, 'data', 'thesis.txt'), 'utf8')).toBe('mine')
  })

  test('names the directory it cannot write to', async () => {
    const file = join(top, 'file')
    writeFileSync(file, '')
    const below = await startCluster(optionsFor(join(file, 'data')))
    expect(below).toMatchObject({
      ok: false,
      reason: 'notWritable',
      message: expect.stringContaining(join(file, 'data')),
    })

    // rights do not bind root, so root asks with the rights of nobody
    const asNobody = async (base: string) => {
      if (isRoot) process.seteuid!(65534)
      try {
        return await startCluster(optionsFor(base))
      } finally {
        if (isRoot) process.seteuid!(0)
      }
    }
    const closed = mkdtempSync(join(tmpdir(), 'zhishi-closed-'))
    try {
      chmodSync(closed, 0o555)
      const refused = { ok: false, reason: 'notWritable', message: expect.stringContaining(closed) }
      expect(await asNobody(closed)).toMatchObject(refused)
      if (isRoot) {
        chmodSync(closed, 0o777)
        mkdirSync(join(closed, 'data'))
        expect(await asNobody(closed)).toMatchObject({ ...refused, message: expect.stringContaining('uid 0') })
      }
    } finally {
      rmSync(closed, { recursive: true })
    }
  })

  test('chooses the user to run as: postgres, else nobody, never a new one', () => {
    const root = 'root:x:0:0:root:/root:/bin/bash'
    const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin'
    const postgres = 'postgres:x:101:104::/var/lib/postgresql:/bin/bash'
    expect(chooseServiceUser([root, nobody, postgres].join('\n'))).toEqual({ ok: true, user: { uid: 101, gid: 104 } })
    expect(chooseServiceUser([root, nobody].join('\n'))).toEqual({ ok: true, user: { uid: 65534, gid: 65534 } })
    expect(chooseServiceUser(root)).toMatchObject({ ok: false, reason: 'rootWithoutServiceUser' })
  })
})

describe('one directory, one server', () => {
  test('of two that start at once exactly one gets it; a third is told who has it; kill -9 frees it', async () => {
    const base = join(top, 'shared')
    const both = [server(base), server(base)]
    const replies = await Promise.all(both.map(({ answer }) => answer))
    expect(new Set(replies.map(({ ok, reason }) => (ok ? 'ok' : reason)))).toEqual(new Set(['inUse', 'ok']))
    const at = replies.findIndex(({ ok }) => ok === true)
    const first = both[at]!.child
    const { postmaster, url } = replies[at] as { postmaster: number; url: string }
    await query(url, 'create table t as select 42 as answer')

    const third = await startCluster(optionsFor(base))
    expect(third).toMatchObject({ ok: false, reason: 'inUse', pid: first.pid })
    expect(third).toMatchObject({ message: expect.stringContaining(base) })
    expect(await query(url, 'select * from t')).toEqual([{ answer: 42 }])

    first.kill('SIGKILL')
    await new Promise((resolve) => first.once('exit', resolve))
    expect(isAlive(postmaster)).toBe(true)
    const next = await start(base)
    expect(isAlive(postmaster)).toBe(false)
    expect(next.pid).not.toBe(postmaster)
    expect(await query(next.url('postgres'), 'select * from t')).toEqual([{ answer: 42 }])
  })

  test('a server that ends without stopping takes PostgreSQL along', async () => {
    const base = join(top, 'shared')
    const { child, answer } = server(base)
    const postmaster = Number((await answer).postmaster)
    child.kill('SIGTERM')
    await until('PostgreSQL to end', () => !isAlive(postmaster))
  })

  test('a lost lock is taken again', async () => {
    const base = join(top, 'shared')
    const cluster = await start(base)
    const ended = await query(
      cluster.url('postgres'),
      `select pg_terminate_backend(pid) as ended from pg_locks where locktype = 'advisory'`,
    )
    expect(ended).toEqual([{ ended: true }])
    const holders = () =>
      query(
        cluster.url('postgres'),
        `select application_name as name from pg_stat_activity join pg_locks using (pid) where locktype = 'advisory'`,
      )
    await until('the lock', async () => (await holders()).length === 1)
    expect(await holders()).toEqual([{ name: `zhishi server ${process.pid}` }])
  })
})

describe('while it runs and when it stops', () => {
  test('kill -9 of PostgreSQL: it comes back on the same port with the data, and still holds the directory', async () => {
    const base = join(top, 'shared')
    const events: ClusterEvent[] = []
    const cluster = await start(base, { onEvent: (event) => events.push(event), durable: true })
    const { pid } = cluster
    const url = cluster.url('postgres')
    await query(url, 'create table survivor as select generate_series(1, 1000) as n')
    expect(await settingsOf(cluster)).toMatchObject({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      max_connections: '100',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
      TimeZone: 'UTC',
      server_encoding: 'UTF8',
    })
    process.kill(pid, 'SIGKILL')
    await until('a query to work again', () => answers(url))
    expect(await query(url, 'select count(*)::int as count from survivor')).toEqual([{ count: 1000 }])
    await until('the report', () => events.length === 2)
    expect(events).toEqual([
      { kind: 'died', end: { kind: 'exited', code: null, signal: 'SIGKILL' } },
      { kind: 'back', pid: cluster.pid },
    ])
    expect(cluster.pid).not.toBe(pid)
    expect(await startCluster(optionsFor(base))).toMatchObject({ reason: 'inUse' })
  })

  test('stop leaves no process, within 5 s, with work in flight; the next start has the data', async () => {
    const base = join(top, 'shared')
    const cluster = await start(base)
    const { pid } = cluster
    const busy = new pg.Client(cluster.url('postgres'))
    busy.on('error', () => {})
    await busy.connect()
    await busy.query('create table if not exists kept as select 7 as n')
    const backend = Number((await busy.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid)
    const sleeping = busy.query('begin; select pg_sleep(60)')
    const failed = expect(sleeping).rejects.toThrow()
    const before = performance.now()
    await cluster.stop()
    expect(performance.now() - before).toBeLessThan(scaled(5000))
    await failed
    expect([isAlive(pid), isAlive(backend), existsSync(join(base, 'data', 'postmaster.pid'))]).toEqual([
      false,
      false,
      false,
    ])
    expect(await query((await start(base)).url('postgres'), 'select * from kept')).toEqual([{ n: 7 }])
  })

  test('a hung PostgreSQL is stopped within 5 s as well', async () => {
    const cluster = await start(join(top, 'shared'))
    const { pid } = cluster
    process.kill(pid, 'SIGSTOP')
    const before = performance.now()
    await cluster.stop()
    expect(performance.now() - before).toBeLessThan(scaled(5000))
    expect(isAlive(pid)).toBe(false)
  })

  test('a taken port, a pid file naming a stranger and an overgrown log do not stand in the way', async () => {
    const base = join(top, 'shared')
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const address = blocker.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    const owner = statSync(join(base, 'data'))
    // the same user, so that PostgreSQL itself would take it for a postmaster
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: owner.uid, gid: owner.gid } : {})
    children.add(stranger)
    writeFileSync(join(base, 'data', 'postmaster.pid'), `${stranger.pid}\n${join(base, 'data')}\n1\n${taken}\n`)
    if (isRoot) chownSync(join(base, 'data', 'postmaster.pid'), owner.uid, owner.gid)
    writeFileSync(join(base, 'postgres.log'), Buffer.alloc(11 * 1024 * 1024, 'x'))

    let asked = 0
    const cluster = await start(base, {
      choosePort: async () => (++asked === 1 ? taken : 0x4000 + (process.pid % 0x4000)),
    })
    expect(asked).toBe(2)
    expect(isAlive(stranger.pid!)).toBe(true)
    expect(await query(cluster.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(statSync(join(base, 'postgres.log')).size).toBeLessThan(1024 * 1024)
    expect(statSync(join(base, 'postgres.log.1')).size).toBe(11 * 1024 * 1024)
    await new Promise((resolve) => blocker.close(resolve))
  })

  whereRoot('a cluster keeps its owner; one that root restored is handed to the service user', async () => {
    const base = join(top, 'shared')
    execFileSync('chown', ['-R', '65534:65534', join(base, 'data')])
    const asNobody = await start(base)
    expect(statSync(`/proc/${asNobody.pid}`).uid).toBe(65534)
    await asNobody.stop()
    execFileSync('chown', ['-R', '0:0', join(base, 'data')])
    const restored = await start(base)
    expect(statSync(`/proc/${restored.pid}`).uid).not.toBe(0)
    expect(await query(restored.url('postgres'), 'select * from kept')).toEqual([{ n: 7 }])
  })
})
