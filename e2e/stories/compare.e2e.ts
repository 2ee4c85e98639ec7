// Proves that compare.ts and the tap can fail: a flipped byte, a missing tail, a missing part, nothing tapped; and that
// the tap hands over every byte of a real recorder in order without disturbing it.
import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { Comparison } from '../compare/main.ts'
import { story } from '../harness/story.ts'

const COMPARE = new URL('../compare/main.ts', import.meta.url).pathname

/** Bytes in which no two stretches are alike, from a small generator (Numerical Recipes' LCG). */
function someBytes(length: number, seed: number): Buffer {
  let value = seed
  return Buffer.from(Uint8Array.from({ length }, () => (value = (value * 1_664_525 + 1_013_904_223) >>> 0) >>> 24))
}

function run(tapped: string, data: string): Promise<{ code: number; comparison: Comparison; text: string }> {
  const program = (more: string[]) =>
    new Promise<{ code: number; stdout: string }>((resolve) => {
      const child = execFile(process.execPath, [COMPARE, '--tapped', tapped, '--data', data, ...more], (_e, stdout) =>
        resolve({ code: child.exitCode ?? -1, stdout }),
      )
    })
  return Promise.all([program(['--json']), program([])]).then(([json, text]) => {
    expect(text.code).toBe(json.code)
    return { code: json.code, comparison: JSON.parse(json.stdout) as Comparison, text: text.stdout }
  })
}

story('every byte that is missing on the server is found', async ({ home }) => {
  const tapped = join(home, 'tapped')
  const data = join(home, 'data')
  const parts = join(data, 'blobs', 'attempt')
  await mkdir(tapped, { recursive: true })
  await mkdir(parts, { recursive: true })
  const camera = someBytes(2_500_000, 1)
  const screen = Buffer.concat([camera.subarray(0, 500), someBytes(90_000, 2)])
  await writeFile(join(tapped, '1.bin'), camera)
  await writeFile(join(tapped, '1.json'), JSON.stringify({ mime: 'video/webm;codecs=vp9,opus' }))
  await writeFile(join(tapped, '2.bin'), screen)
  await writeFile(join(parts, 'camera'), camera)
  await writeFile(join(parts, 'screen'), screen)
  await writeFile(join(parts, 'journal'), '{"number":1}\n')

  const whole = await run(tapped, data)
  expect(whole.code).toBe(0)
  expect(whole.comparison.recorders.map((it) => [it.verdict, it.part])).toEqual([
    ['equal', 'attempt/camera'],
    ['equal', 'attempt/screen'],
  ])
  expect(whole.comparison.recorders.every((it) => it.sha256 === it.partSha256)).toBe(true)
  expect(whole.comparison.untapped).toEqual([{ part: 'attempt/journal', bytes: 13 }])
  expect(whole.text).toContain('2 recorders tapped, 2590500 bytes, 0 bytes missing on the server')

  // the tap died with its browser, the log did not
  await writeFile(join(parts, 'screen'), Buffer.concat([screen, someBytes(1000, 3)]))
  const killed = await run(tapped, data)
  expect(killed.code).toBe(0)
  expect(killed.comparison.recorders.map((it) => it.verdict)).toEqual(['equal', 'beginning'])

  const flipped = Buffer.from(camera)
  flipped[1_700_000]! ^= 1
  await writeFile(join(parts, 'camera'), flipped)
  const broken = await run(tapped, data)
  expect(broken.code).toBe(1)
  expect(broken.comparison.recorders.map((it) => [it.verdict, it.missingBytes])).toEqual([
    ['missing', 800_000],
    ['beginning', 0],
  ])
  expect(broken.text).toContain('MISSING 800000 bytes')

  await writeFile(join(parts, 'camera'), camera.subarray(0, -1))
  expect((await run(tapped, data)).comparison.missingBytes).toBe(1)
  await rm(join(parts, 'camera'))
  const lost = await run(tapped, data)
  expect(lost.code).toBe(1)
  expect(lost.comparison.missingBytes).toBeGreaterThanOrEqual(2_500_000 - 500)
  await rm(tapped, { recursive: true })
  await mkdir(tapped)
  expect((await run(tapped, data)).code).toBe(1)
})

story('the tap hands over what the page gets, byte for byte and in order', async ({ open, tap }) => {
  const { page } = await open('candidate', { tap })
  await page.goto('data:text/html,<canvas></canvas>')
  const seen = await page.evaluate(async () => {
    const canvas = document.querySelector('canvas')!
    const picture = canvas.getContext('2d')!
    const draw = setInterval(() => picture.fillRect(Math.random() * 300, Math.random() * 150, 9, 9), 40)
    const recorder = new MediaRecorder(canvas.captureStream(15), { mimeType: 'video/webm;codecs=vp9,opus' })
    const blobs: Blob[] = []
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
    recorder.addEventListener('dataavailable', ({ data }) => {
      blobs.push(data)
      if (blobs.length === 10) recorder.stop()
    })
    recorder.start(100)
    await stopped
    clearInterval(draw)
    const bytes = new Uint8Array(await new Blob(blobs).arrayBuffer())
    return { isOurs: recorder instanceof MediaRecorder, mime: recorder.mimeType, bytes: [...bytes] }
  })
  expect(seen.isOurs).toBe(true)
  await expect.poll(() => tap.recorders()[0]?.stoppedAt).toBeTruthy()
  expect(tap.recorders()).toMatchObject([{ number: 1, mime: seen.mime, bytes: seen.bytes.length }])
  expect((await readFile(join(tap.directory, '1.bin'))).equals(Buffer.from(seen.bytes))).toBe(true)
})
