// The queue on a real PostgreSQL: what is asked for is done once by one of several processes, tried again when it fails,
// and taken up by another process where one was killed in the middle.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase, type OpenDatabase } from '../../src/platform/database/database.ts'
import { createJobs, type JobHandler } from '../../src/platform/jobs/jobs.ts'
import { createTestDatabase } from '../database.ts'
import { SAMPLE } from './testkit/sample-job.ts'

type Sample = { what: string }

async function makeDatabase() {
  const database = await createTestDatabase()
  const opened: OpenDatabase[] = []
  const stops: Array<() => Promise<void>> = []
  onTestFinished(async () => {
    await Promise.all(stops.map((stop) => stop()))
    await Promise.all(opened.map((one) => one.close()))
    await database.drop()
  })
  return {
    url: database.url,
    /** as in a process of its own: connections and workers of its own */
    async open(handler: JobHandler<Sample>) {
      const it = openDatabase(database.url, () => {})
      opened.push(it)
      const told: Array<{ facts: object; message: string }> = []
      const tell = (facts: object, message: string) => void told.push({ facts, message })
      const jobs = createJobs({ db: it.db, clock: systemClock, log: { warn: tell, error: tell } })
      jobs.handle(SAMPLE, handler)
      await jobs.start()
      stops.push(() => jobs.stop())
      const state = async () => (await jobs.view()).find(({ name }) => name === SAMPLE.name)
      return { db: it.db, jobs, told, state }
    },
  }
}

test('a job stands or falls with its transaction, is done once among processes, and tells what it found', async () => {
  const database = await makeDatabase()
  const done: string[] = []
  const one = await database.open(async ({ what }) => {
    done.push(what)
    return { found: 3 }
  })
  await database.open(async ({ what }) => {
    done.push(what)
    return { found: 3 }
  })
  const failing = one.db.transaction(async (transaction) => {
    await one.jobs.send(SAMPLE, { what: 'taken back' }, transaction)
    throw new Error('taken back')
  })
  await expect(failing).rejects.toThrow('taken back')
  const names = Array.from({ length: 12 }, (_, at) => `job ${at}`)
  await one.db.transaction(async (transaction) => {
    for (const what of names) await one.jobs.send(SAMPLE, { what }, transaction)
    // the same, as long as the first waits
    await one.jobs.send(SAMPLE, { what: 'job 3' }, transaction)
  })
  await expect.poll(() => done.toSorted()).toEqual(names.toSorted())
  await expect.poll(one.state).toMatchObject({ waiting: 0, running: 0, failed: 0, reason: null, outcome: { found: 3 } })
  expect((await one.state())?.doneAt).toBeGreaterThan(Date.now() - 60_000)
})

test('a job that fails is tried again, then given up with its reason, and the log says both', async () => {
  const database = await makeDatabase()
  let tries = 0
  const one = await database.open(async ({ what }) => {
    tries += 1
    throw new Error('Failed query: select name, params: 李四', { cause: new Error(`no room for ${what}`) })
  })
  await one.jobs.send(SAMPLE, { what: 'it' })
  await expect.poll(one.state).toMatchObject({ waiting: 1, failed: 0, reason: 'no room for it' })
  await expect.poll(one.state).toMatchObject({ waiting: 0, failed: 1, reason: 'no room for it' })
  expect(tries).toBe(3)
  expect(one.told.map(({ message }) => message)).toEqual([
    'a job failed; it is tried again',
    'a job failed; it is tried again',
    'a job failed for good',
  ])
  const { rows } = await one.db.execute<{ text: string }>('select j::text as text from jobs.job j')
  expect(rows.map(({ text }) => text).join()).not.toContain('李四')
})

test('a stop waits for the job that is under way, and takes up no other', async () => {
  const database = await makeDatabase()
  let begin = (): void => {}
  const begun = new Promise<void>((resolve) => (begin = resolve))
  let done = 0
  const one = await database.open(async (_data, stopping) => {
    begin()
    await once(stopping, 'abort')
    done += 1
  })
  await one.jobs.send(SAMPLE, { what: 'first' })
  await begun
  await one.jobs.send(SAMPLE, { what: 'second' })
  await one.jobs.stop()
  expect(done).toBe(1)
  expect(await one.state()).toMatchObject({ waiting: 1, running: 0, failed: 0 })
})

test('what a killed process was doing is taken up by another', async () => {
  const database = await makeDatabase()
  const child = fork(fileURLToPath(new URL('./testkit/jobs-process.ts', import.meta.url)), [database.url])
  onTestFinished(() => void child.kill('SIGKILL'))
  const asking = openDatabase(database.url, () => {})
  onTestFinished(() => asking.close())
  const begun = once(child, 'message')
  const asker = createJobs({ db: asking.db, clock: systemClock, log: { warn: () => {}, error: () => {} } })
  await asker.startAsking(SAMPLE)
  onTestFinished(() => asker.stop())
  await asker.send(SAMPLE, { what: 'half' })
  expect((await begun)[0]).toBe('half')
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  const done: string[] = []
  await database.open(async ({ what }) => void done.push(what))
  // a heartbeat, the next look after it, and the pause before it is tried again
  await expect.poll(() => done, { timeout: 90_000 }).toEqual(['half'])
})
