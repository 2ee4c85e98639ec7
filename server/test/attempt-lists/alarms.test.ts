// What staff are told while somebody is inside and a feed does not record: from beats and bytes, from what the device says, since
// when and why; pushed when it begins and when it ends, once for a sitting, and gone with the attempt.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { attemptRow, topicOfSitting, type AttemptRow } from '@zhishi/core/contract'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { ENTER, seated } from '../testkit/candidate.ts'
import { command, appWithInterview, listSittings, signInStaff, T0 } from '../testkit/app.ts'
import { openDevice } from '../testkit/live-device.ts'
import { openSocket } from '../testkit/socket.ts'

/** On a machine that does other things too. */
const SOON = { timeout: 10_000 }

test('a due feed that does not record is an alarm in the table, with since when and why, and the table is told', async () => {
  const app = await appWithInterview({ now: T0 - MINUTE_MS })
  const { candidate, id } = await seated(app)
  await command(candidate, id, ENTER)
  const computer = await openDevice(app, id)
  const proctor = await signInStaff(app, 'proctor')
  const [sitting] = await listSittings(app)
  const { sittingId } = sitting!
  const row = async (): Promise<AttemptRow> => {
    const { attempts } = (await proctor.get(`/api/sittings/${sittingId}/attempts`)).body
    return attemptRow.array().parse(attempts)[0]!
  }
  const socket = await openSocket(app.url, proctor, { side: 'staff' })
  socket.ask({ kind: 'subscribe', topic: topicOfSitting(sittingId), after: null })
  await socket.next('subscribed')
  const told = () => socket.heard.filter(({ kind }) => kind === 'message').length
  const look = () => app.services.watch.look()
  const [camera, screen] = [randomUUID(), randomUUID()]
  const beat = (cameraBytes: number, screenBytes: number) =>
    computer.beatOf([
      { partId: camera, line: 'camera', bytes: cameraBytes },
      { partId: screen, line: 'screen', bytes: screenBytes },
    ])
  const alarms = async () =>
    (await row()).notRecording.map((one) => [one.feed, (one.sinceAt - T0) / SECOND_MS, one.cause])

  // who has just entered has two beats' time, and then records
  await look()
  expect(await alarms()).toEqual([])
  app.clock.set(T0 - 55 * SECOND_MS)
  await beat(1000, 500)
  app.clock.set(T0 - 50 * SECOND_MS)
  await beat(2000, 900)
  await look()
  expect(await alarms()).toEqual([])

  // the camera gives nothing more; its device is heard of
  app.clock.set(T0 - 45 * SECOND_MS)
  await beat(2000, 1400)
  app.clock.set(T0 - 40 * SECOND_MS)
  await beat(2000, 2000)
  await look()
  expect(await alarms()).toEqual([])
  app.clock.set(T0 - 39 * SECOND_MS)
  await look()
  expect(await alarms()).toEqual([['camera', -50, null]])
  await expect.poll(told, SOON).toBe(1)

  // nobody is told twice, and who asks often costs no look
  app.clock.set(T0 - 35 * SECOND_MS)
  await beat(2000, 2600)
  await look()
  await Promise.all([row(), row()])
  expect(await alarms()).toEqual([['camera', -50, null]])
  expect(told()).toBe(1)

  // what its journal says stands beside it at once, without waiting for the next look
  const journal = await computer.begin('journal', 1, 'application/x-ndjson')
  const notice = (detail: string) => ({
    number: 1,
    at: app.clock.now() - 2 * SECOND_MS,
    body: { kind: 'notice', notice: 'captureMissing', feed: 'camera', detail },
  })
  await computer.append(journal, 0, Buffer.from(`${JSON.stringify(notice('taken'))}\n`))
  await expect.poll(alarms, SOON).toEqual([['camera', -50, 'taken']])
  await expect.poll(told, SOON).toBe(2)
  expect((await row()).notices.last).toMatchObject({ kind: 'captureMissing', feed: 'camera' })

  // it records again
  app.clock.set(T0 - 25 * SECOND_MS)
  await beat(9000, 3000)
  await look()
  expect(await alarms()).toEqual([])
  await expect.poll(told, SOON).toBe(3)

  // nothing is heard of the computer: nobody can tell, and another process finds the same by itself
  app.clock.set(T0 - 14 * SECOND_MS)
  await look()
  const both = [
    ['camera', -25, 'noBeats'],
    ['screen', -25, 'noBeats'],
  ]
  expect(await alarms()).toEqual(both)
  await app.restart()
  await look()
  expect(await alarms(), 'its journal is read anew, and says nothing newer').toEqual(both)

  app.clock.set(T0 + 601 * SECOND_MS)
  expect((await row()).notRecording, 'over').toEqual([])
})
