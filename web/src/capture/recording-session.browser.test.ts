// Proves, in a real Chromium: what was recorded of one attempt goes on uploading while the next one is recorded; an attempt
// that another page has is opened once that page lets go of it, and what is called off is not opened at all.
import { LINES_OF_DEVICE } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import type { Capture, OpenFailure } from './capture-types.ts'
import { createRecordingSession } from './recording-session.ts'
import { acquireCamera, newAttempt, open, openCamera, readLog, serverClock, until } from './testkit/capture-page.ts'

function startSession() {
  const opened: Capture[] = []
  const failures: OpenFailure[] = []
  const session = createRecordingSession({
    serverClock,
    lines: LINES_OF_DEVICE.computer,
    acquire: { camera: acquireCamera },
    onChange: () => {},
  })
  const record = (attemptId: ReturnType<typeof newAttempt>): Promise<void> =>
    session.record({
      attemptId,
      grant: null,
      bitsPerSecond: {},
      onOpen: (capture) => opened.push(capture),
      onFailure: (failure) => failures.push(failure),
    })
  return { session, record, opened, failures }
}

const bytesOf = ({ feeds }: { feeds: readonly { bytes: number }[] }): number =>
  feeds.reduce((sum, { bytes }) => sum + bytes, 0)

test('the attempt before goes on uploading while the next one is recorded, and can be recorded again', async () => {
  const [mock, formal] = [newAttempt(), newAttempt()]
  const { session, record, opened } = startSession()
  await session.resume()
  await record(mock)
  await opened[0]?.start('camera', await openCamera())
  await until(() => bytesOf(session.uploads()[0] ?? { feeds: [] }) > 0)
  await opened[0]?.stop('finished')
  const parts = session.partIds(mock)
  session.callOff()

  await record(formal)
  expect(session.capture()?.snapshot().attemptId).toBe(formal)
  await until(() => session.uploads().some((one) => one.attemptId === mock && bytesOf(one) > 0))
  expect(session.uploads()[0]?.attemptId).toBe(formal)
  expect(session.partIds(mock)).toEqual(parts)
  expect(session.exportSource(mock)).not.toBeNull()

  await record(mock)
  expect(opened).toHaveLength(3)
  expect(session.capture()?.snapshot().attemptId).toBe(mock)
  await session.capture()?.close()
  expect((await readLog(mock, 'camera')).length).toBe(1)
})

test('another page’s attempt is opened once it is free; what is called off meanwhile is not', async () => {
  const [taken, wanted] = [newAttempt(), newAttempt()]
  const others = [await open(taken), await open(wanted)]
  const { session, record, opened, failures } = startSession()
  const calledOff = record(taken)
  await until(() => failures.length > 0)
  session.callOff()
  session.retry()
  await calledOff
  expect([failures.at(-1), session.isWanted(), session.capture()]).toEqual(['openElsewhere', false, null])

  await session.resume()
  expect(session.elsewhere()).toContain(wanted)
  const recorded = record(wanted)
  await until(() => failures.length > 1)
  for (const one of others) await one.close()
  session.retry()
  await recorded
  expect(opened).toHaveLength(1)
  await session.resume()
  expect(session.elsewhere()).not.toContain(taken)
  await session.capture()?.close()
})
