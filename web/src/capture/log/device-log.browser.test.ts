// Proves: the durable log on the real OPFS and the real IndexedDB of a real Chromium, with openers that are workers and
// really die; and that a browser without sync access handles gets the second, and keeps it.
import { attemptId } from '@zhishi/core/ids'
import type {} from '@vitest/browser-playwright'
import { describe, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { describeDurableLog, type LogHarness, type RemoteLog } from './durable-log.conformance.ts'
import { listLoggedAttempts } from './device-log.ts'
import { aPart, anAnnouncement, someBytes } from '../testkit/examples.ts'
import { hasRoomFor, openRemoteLog, tearIndex } from '../testkit/remote-log.ts'

async function limit(moreBytes: number | null): Promise<void> {
  const { usage = 0 } = await navigator.storage.estimate()
  await cdp().send('Storage.overrideQuotaForOrigin', {
    origin: location.origin,
    ...(moreBytes === null ? {} : { quotaSize: usage + moreBytes }),
  })
}

/** A private profile keeps OPFS in memory and lets every write through, whatever the quota. */
async function isQuotaKept(): Promise<boolean> {
  await hasRoomFor(0)
  await limit(50_000)
  const isKept = !(await hasRoomFor(4_000_000))
  await limit(null)
  return isKept
}

let quotaKept: Promise<boolean> | undefined

describe.each(['opfs', 'idb'] as const)('the log on %s', (place) => {
  describeDurableLog(async (partFileBytes) => {
    const attempt = attemptId.parse(crypto.randomUUID())
    const openers = new Map<RemoteLog, () => void>()
    const harness: LogHarness = {
      async open() {
        // a killed worker lets go of its files a moment later
        const { log, kill } = await openRemoteLog(attempt, 'camera', 500, place, partFileBytes)
        openers.set(log, kill)
        return log
      },
      async kill(log) {
        openers.get(log)?.()
      },
      async tearLastRecord() {
        // waits until the killed opener is gone
        const { log, kill } = await openRemoteLog(attempt, 'camera', 500, place, partFileBytes)
        await log.close()
        kill()
        await tearIndex(place, attempt, 'camera')
      },
    }
    // Chromium allots a database room for half a minute ahead: a quota that is set now is not kept now
    if (place === 'idb') return harness
    quotaKept ??= isQuotaKept()
    return (await quotaKept) ? { ...harness, limit } : harness
  })

  test('logs are found again by attempt and line', async () => {
    const attempt = attemptId.parse(crypto.randomUUID())
    for (const line of ['journal', 'camera'] as const) {
      const { log, kill } = await openRemoteLog(attempt, line, 500, place)
      await log.close()
      kill()
    }
    expect((await listLoggedAttempts()).find((it) => it.attemptId === attempt)?.lines).toEqual(['camera', 'journal'])
  })
})

test('without sync access handles logs lie in IndexedDB, and stay there when a newer browser has the handles', async () => {
  const attempt = attemptId.parse(crypto.randomUUID())
  const old = await openRemoteLog(attempt, 'camera', 500, 'device', undefined, { hasSyncHandles: false })
  await old.log.startPart(anAnnouncement(1))
  await old.log.append(aPart(1), 0, someBytes(1000), 5000)
  old.kill()
  const screen = await openRemoteLog(attempt, 'screen', 500)
  await screen.log.close()
  expect((await listLoggedAttempts()).find((it) => it.attemptId === attempt)?.lines).toEqual(['camera', 'screen'])

  const updated = await openRemoteLog(attempt, 'camera', 500)
  expect((await updated.log.list())[0]?.bytes).toBe(1000)
  await updated.log.close()
  const inDatabase = await openRemoteLog(attempt, 'camera', 500, 'idb')
  expect((await inDatabase.log.list())[0]?.bytes).toBe(1000)
  for (const { kill } of [screen, updated, inDatabase]) kill()
})
