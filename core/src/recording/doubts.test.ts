// Proves: each way in which a source lies is found in its time, once it is one, and lawful stillness is none.
import { expect, test } from 'vitest'
import { doubtSource, type SourceDoubt, type SourceSample } from './doubts.ts'
import type { Feed } from './feeds.ts'

const BLACK = new Uint8Array(576).fill(8)
const still = new Uint8Array(576).fill(120)
const moving = (at: number): Uint8Array => still.map((it, point) => it + ((point + at) % 3))

/** Looks once a second for a minute. @returns when each doubt came, in seconds */
function firstAt(feed: Feed, lookAt: (second: number) => Partial<SourceSample>): Partial<Record<SourceDoubt, number>> {
  const found: Partial<Record<SourceDoubt, number>> = {}
  const look = doubtSource(feed)
  for (let second = 0; second < 60; second++) {
    const seen = { atMs: second * 1000, pixels: moving(second), frames: second * 15, silentMs: 0, ...lookAt(second) }
    for (const doubt of look(seen)) found[doubt] ??= second
  }
  return found
}

test.each<[string, Feed, (second: number) => Partial<SourceSample>, Partial<Record<SourceDoubt, number>>]>([
  ['a camera that is well', 'camera', () => ({}), {}],
  ['a screen without sound on which nothing moves', 'screen', () => ({ pixels: still, frames: 3, silentMs: null }), {}],
  ['a screen all black', 'screen', () => ({ pixels: BLACK, silentMs: null }), { framesBlack: 3 }],
  ['a camera all black', 'camera', () => ({ pixels: BLACK }), { framesBlack: 3 }],
  ['a photograph before the camera of the computer', 'camera', () => ({ pixels: still }), { framesFrozen: 9 }],
  ['and of the phone', 'evidence', () => ({ pixels: still }), { framesFrozen: 9 }],
  [
    'a camera that gives nothing new is not frozen but slow',
    'camera',
    () => ({ pixels: still, frames: 1 }),
    { framesFew: 12 },
  ],
  [
    'a frame each four seconds',
    'camera',
    (second) => ({ pixels: moving(Math.floor(second / 4)), frames: Math.floor(second / 4) }),
    { framesFew: 12 },
  ],
  ['a frame a second is slow, and still a recording', 'camera', (second) => ({ frames: second }), {}],
  ['a microphone of zeros', 'camera', (second) => ({ silentMs: second * 1000 }), { audioSilent: 3 }],
  ['a microphone that gates noise for a moment', 'camera', (second) => ({ silentMs: (second % 3) * 1000 }), {}],
  ['a page that cannot look', 'camera', () => ({ pixels: null }), {}],
])('%s', (_, feed, lookAt, expected) => {
  expect(firstAt(feed, lookAt)).toEqual(expected)
})

test('a doubt passes with its reason', () => {
  const look = doubtSource('camera')
  const at = (second: number, pixels: Uint8Array) =>
    look({ atMs: second * 1000, pixels, frames: second * 15, silentMs: null })
  for (let second = 0; second < 5; second++) at(second, BLACK)
  expect(at(5, BLACK)).toEqual(['framesBlack'])
  expect(at(6, moving(6))).toEqual([])
})
