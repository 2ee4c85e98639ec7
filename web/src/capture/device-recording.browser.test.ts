// Proves, in a real Chromium: what was recorded of one attempt goes on uploading while the next one is recorded; an attempt
// that another page has is opened once that page lets go of it, and what is called off is not opened, and is uploaded again.
import { LINES_OF_DEVICE } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import type { Capture, OpenFailure } from './capture-types.ts'
import { createDeviceRecording } from './device-recording.ts'
import { acquireCamera, newAttempt, open, openCamera, readLog, serverClock, until } from './testkit/capture-page.ts'

function startRecording() {
  const opened: Capture[] = []
  const failures: OpenFailure[] = []
  const device = createDeviceRecording({
    serverClock,
    lines: LINES_OF_DEVICE.computer,
    acquire: { camera: acquireCamera },
    onChange: () => {},
  })
  const record = (attemptId: ReturnType<typeof newAttempt>): Promise<void> =>
    device.record({
      attemptId,
      grant: null,
      bitsPerSecond: {},
      onOpen: (capture) => opened.push(capture),
      onFailure: (failure) => failures.push(failure),
    })
  return { device, record, opened, failures }
}

const bytesOf = ({ feeds }: { feeds: readonly { bytes: number }[] }): number =>
  feeds.reduce((sum, { bytes }) => sum + bytes, 0)

test('the attempt before goes on uploading while the next one is recorded, and can be recorded again', async () => {
  const [mock, formal] = [newAttempt(), newAttempt()]
  const { device, record, opened } = startRecording()
  await device.resume()
  await record(mock)
  await opened[0]?.start('camera', await openCamera())
  await until(() => bytesOf(device.uploads()[0] ?? { feeds: [] }) > 0)
  await opened[0]?.stop('finished')
  const parts = device.partIds(mock)
  void device.callOff()

  await record(formal)
  expect(device.capture()?.snapshot().attemptId).toBe(formal)
  await until(() => device.uploads().some((one) => one.attemptId === mock && bytesOf(one) > 0))
  expect(device.uploads()[0]?.attemptId).toBe(formal)
  expect(device.partIds(mock)).toEqual(parts)
  expect(device.exportSource(mock)).not.toBeNull()

  await record(mock)
  expect(opened).toHaveLength(3)
  expect(device.capture()?.snapshot().attemptId).toBe(mock)
  await device.capture()?.close()
  expect((await readLog(mock, 'camera')).length).toBe(1)
})

test('another page’s attempt is opened once it is free; what is called off meanwhile is uploaded again', async () => {
  const [taken, wanted] = [newAttempt(), newAttempt()]
  const others = [await open(taken), await open(wanted)]
  await others[0]?.start('camera', await openCamera())
  const { device, record, opened, failures } = startRecording()
  const calledOff = record(taken)
  await until(() => failures.length > 0)
  void device.callOff()
  device.retry()
  await calledOff
  expect([failures.at(-1), device.isWanted(), device.capture()]).toEqual(['openElsewhere', false, null])

  await device.resume()
  expect(device.elsewhere()).toContain(wanted)
  const recorded = record(wanted)
  await until(() => failures.length > 1)
  for (const one of others) await one.close()
  device.retry()
  await recorded
  expect(opened).toHaveLength(1)
  await device.resume()
  expect(device.elsewhere()).not.toContain(taken)
  // what was called off before it was open is uploaded again
  await until(() => device.uploads().some((one) => one.attemptId === taken && bytesOf(one) > 0))
  await device.capture()?.close()
})
