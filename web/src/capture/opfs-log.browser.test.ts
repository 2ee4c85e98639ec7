// Proves: the durable log on the real OPFS of a real Chromium, with openers that are workers and really die.
import { attemptId } from '@zhishi/core/ids'
import type {} from '@vitest/browser-playwright'
import { describe, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { describeDurableLog, type LogHarness, type RemoteLog } from './durable-log.conformance.ts'
import { listLoggedAttempts } from './opfs-log.ts'
import { hasRoomFor, openRemoteLog, tearIndex } from './testkit/remote-log.ts'

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

describe('the log on OPFS', () => {
  describeDurableLog(async () => {
    const attempt = attemptId.parse(crypto.randomUUID())
    const openers = new Map<RemoteLog, () => void>()
    const harness: LogHarness = {
      async open() {
        // a killed worker lets go of its files a moment later
        const { log, kill } = await openRemoteLog(attempt, 'camera', 500)
        openers.set(log, kill)
        return log
      },
      async kill(log) {
        openers.get(log)?.()
      },
      async tearLastRecord() {
        // waits until the killed opener is gone
        const { log, kill } = await openRemoteLog(attempt, 'camera', 500)
        await log.close()
        kill()
        await tearIndex(attempt, 'camera')
      },
    }
    quotaKept ??= isQuotaKept()
    return (await quotaKept) ? { ...harness, limit } : harness
  })

  test('logs are found again by attempt and line', async () => {
    const attempt = attemptId.parse(crypto.randomUUID())
    for (const line of ['journal', 'camera'] as const) {
      const { log, kill } = await openRemoteLog(attempt, line, 500)
      await log.close()
      kill()
    }
    expect((await listLoggedAttempts()).find((it) => it.attemptId === attempt)?.lines).toEqual(['camera', 'journal'])
  })
})
