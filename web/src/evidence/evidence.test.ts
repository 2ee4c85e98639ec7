// Proves what the phone works out by itself: which code was scanned, and how long it recorded.
import { expect, test } from 'vitest'
import { codeIn } from './binding-code.ts'
import { interruptions, noteRecording, recordedMs, type Span } from './spans.ts'

const HERE = 'https://interview.example'

test.each([
  [`${HERE}/evidence/#code=7K4M92QX`, '7K4M92QX'],
  [`${HERE}/evidence/#code=7k4m-92qx`, '7K4M92QX'],
  ['7K4M 92QX', '7K4M92QX'],
  // pasted from a chat
  [`\u200E${HERE}/evidence/#code=7K4M92QX\u200B\n`, '7K4M92QX'],
  ['７Ｋ４М\u200E９２ＱＸ', '7K4M92QX'],
  // a code of another site, or of another page, binds nothing here
  ['https://elsewhere.example/evidence/#code=7K4M92QX', null],
  [`${HERE}/evidence/?code=7K4M92QX`, null],
  ['https://interview.example.elsewhere.example/#code=7K4M92QX', null],
  ['javascript:alert(1)#code=7K4M92QX', null],
  ['WIFI:S:cafe;T:WPA;P:secret;;', null],
  ['', null],
])('%j carries %j', (scanned, code) => {
  expect(codeIn(scanned, HERE)).toBe(code)
})

test('recorded time grows while it lasts; a crash leaves a pause, a change of parts does not', () => {
  let spans: Span[] = []
  for (const at of [0, 1000, 2000]) spans = noteRecording(spans, at, at === 0)
  expect(recordedMs(spans)).toBe(2000)
  expect(interruptions(spans)).toEqual({ count: 0, lengthMs: 0 })
  // reloaded: the page was away for 42 s
  for (const at of [44_000, 45_000]) spans = noteRecording(spans, at, at === 44_000)
  // another camera: a new part within a moment
  for (const at of [45_400, 50_000]) spans = noteRecording(spans, at, at === 45_400)
  expect(recordedMs(spans)).toBe(2000 + 1000 + 4600)
  expect(interruptions(spans)).toEqual({ count: 1, lengthMs: 42_000 })
  // a clock that was put right meanwhile never makes time negative
  expect(recordedMs(noteRecording(spans, 10, false))).toBe(7600)
})
