// Proves: what the feeds and the disk show becomes one step for all feeds, one journal entry, and no second one for the
// same trouble.
import type { JournalBody, QualityStep } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import { monitorQuality, type FeedSigns } from './quality-monitor.ts'

const WELL: FeedSigns = { framesCaptured: 150, framesWritten: 150, waitingMs: 0, bitsPerSecond: 400_000 }

function watched() {
  const seen = {
    now: 0,
    free: 1e9 as number | null,
    isRoomShort: false,
    camera: WELL,
    screen: { ...WELL, framesCaptured: 0, framesWritten: 0 },
  }
  const noted: JournalBody[] = []
  const set: [string, QualityStep][] = []
  const feed = (name: 'camera' | 'screen') => ({
    isRecording: () => true,
    signs: () => seen[name],
    setQuality: (step: QualityStep) => void set.push([name, step]),
  })
  const feeds = [feed('camera'), feed('screen')]
  const watch = monitorQuality({
    feeds: () => feeds,
    isRoomShort: () => seen.isRoomShort,
    freeBytes: async () => seen.free,
    monotonic: () => seen.now,
    note: (body) => noted.push(body),
    onChange: () => {},
  })
  const passes = async (ms: number) => {
    for (const end = seen.now + ms; seen.now < end; seen.now += 500) {
      watch.tick()
      await new Promise(setImmediate)
    }
  }
  return { seen, noted, set, watch, passes }
}

test('a machine that is too slow: every feed is lowered, step by step, and the journal says why', async () => {
  const { seen, noted, set, watch, passes } = watched()
  await passes(30_000)
  expect([watch.quality(), noted, set]).toEqual([null, [], []])
  seen.camera = { ...WELL, framesWritten: 90 }
  await passes(10_000)
  expect(watch.quality()).toEqual({ step: 1, cause: 'machine' })
  await passes(60_000)
  expect(noted).toEqual([1, 2].map((step) => ({ kind: 'qualityLowered', step, cause: 'machine' })))
  expect(set).toEqual([
    ['camera', 1],
    ['screen', 1],
    ['camera', 2],
    ['screen', 2],
  ])
})

test('a feed that could only begin with less is known and written down once, and the others go on', () => {
  const { noted, set, watch } = watched()
  watch.lowered(1)
  watch.lowered(1)
  expect([watch.quality(), noted.length, set]).toEqual([{ step: 1, cause: 'machine' }, 1, []])
})

test('room that runs out: by the speed of the recording, and at once when what was set aside is used', async () => {
  const { seen, noted, watch, passes } = watched()
  // two feeds of 400 kbit/s write 100 kB a second
  seen.free = 100_000 * 60 * 20
  await passes(11_000)
  expect(watch.quality()).toBeNull()
  seen.free -= 1
  await passes(10_000)
  expect(watch.quality()).toEqual({ step: 1, cause: 'room' })
  seen.free = null
  await passes(10_000)
  expect(watch.quality()).toEqual({ step: 1, cause: 'room' })
  seen.isRoomShort = true
  await passes(20_000)
  expect(watch.quality()).toEqual({ step: 2, cause: 'room' })
  const short = { kind: 'notice', notice: 'storageShort', detail: 'room' }
  const lowered = (step: number) => ({ kind: 'qualityLowered', step, cause: 'room' })
  expect(noted).toEqual([short, lowered(1), short, lowered(2)])
})
