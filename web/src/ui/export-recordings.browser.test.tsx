// Proves, in a real Chromium: 已导出 is said only when the browser said that the file is saved; a phone gets files that it can
// handle, each by a press of its own; and where one way is refused another is tried.
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ExportSource } from '../capture/export/export-file.ts'
import { anAnnouncement, anAttempt, aDevice } from '../capture/testkit/examples.ts'
import { ExportRecordings } from './export-recordings.tsx'
import { startLanguage } from './i18n.ts'

const claims = {
  grantId: 'c0000000-0000-4000-8000-000000000001',
  attemptId: anAttempt,
  deviceId: aDevice,
  lines: ['camera'],
  issuedAt: 1_800_000_000_000,
}
const grant = `zg1.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.bWFj`

/** Parts of so many bytes each, as their log would give them. */
const holding = (...sizes: number[]): ExportSource => ({
  attemptId: anAttempt,
  holdings: async () => [
    {
      grant,
      parts: sizes.map((bytes, at) => ({
        ...anAnnouncement(at + 1),
        bytes,
        digest: 'a'.repeat(64),
        end: { endReason: 'finished', endedAt: 1_800_000_050_000 },
        receipt: null,
      })),
    },
  ],
  read: async (_part, _offset, length) => new Uint8Array(length),
})

let root: Root
let place: HTMLElement
/** links that were pressed to download something, by the name of the file */
let downloads: string[]

beforeEach(async () => {
  await startLanguage({})
  place = document.createElement('div')
  document.body.append(place)
  root = createRoot(place)
  downloads = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    downloads.push(this.download)
  })
})
afterEach(() => {
  root.unmount()
  place.remove()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  for (const name of ['canShare', 'share']) Reflect.deleteProperty(navigator, name)
})

function draw(device: 'computer' | 'phone', source: ExportSource): void {
  root.render(<ExportRecordings device={device} source={() => source} supportPhone={null} />)
}
const says = (text: string | RegExp) => expect.poll(() => place.textContent).toMatch(text)
async function press(name: string | RegExp): Promise<void> {
  const find = (): HTMLButtonElement | undefined =>
    [...place.querySelectorAll('button')].find((one) => (one.textContent ?? '').match(name))
  await expect.poll(find).toBeTruthy()
  find()!.click()
}

test('a place that was chosen: done once the last byte is written there, and not before', async () => {
  let finish = (): void => {}
  const written = new Promise<void>((resolve) => (finish = resolve))
  const closed: number[] = []
  let bytes = 0
  const createWritable = async () =>
    new WritableStream<Uint8Array>({
      write: (piece) => void (bytes += piece.length),
      async close() {
        await written
        closed.push(bytes)
      },
    })
  vi.stubGlobal('showSaveFilePicker', async () => ({ createWritable }))
  draw('computer', holding(1000))
  await press('导出到文件')
  await expect.poll(() => bytes).toBeGreaterThan(1000)
  expect(place.textContent).not.toContain('已导出')
  finish()
  await says(/已导出 zhishi-computer-\w{8}\.zip/)
  expect(closed).toEqual([bytes])
  expect(downloads).toEqual([])
})

test('a dialog that was closed is no export; one that this page may not open leads to a download, which is not said to be done', async () => {
  vi.stubGlobal('showSaveFilePicker', async () => {
    throw new DOMException('closed', 'AbortError')
  })
  draw('computer', holding(1000))
  await press('导出到文件')
  await new Promise((resolve) => setTimeout(resolve))
  expect(place.textContent).toBe('导出到文件')

  vi.stubGlobal('showSaveFilePicker', async () => {
    throw new DOMException('not in this frame', 'SecurityError')
  })
  await press('导出到文件')
  await says(/浏览器正在下载 zhishi-computer-\w{8}\.zip/)
  expect(place.textContent).not.toContain('已导出')
  expect(downloads).toEqual([expect.stringMatching(/^zhishi-computer/)])
})

test('a phone with a share sheet: each file by a press, closed sheets save nothing, and the last one ends it', async () => {
  const shared: File[] = []
  let isClosed = true
  Object.assign(navigator, {
    canShare: ({ files }: { files: File[] }) => files.every((file) => file.type === 'application/zip'),
    share: async ({ files }: { files: File[] }) => {
      if (isClosed) throw new DOMException('closed', 'AbortError')
      shared.push(...files)
    },
  })
  const large = 150_000_000
  draw('phone', holding(large, large, 1000))
  await press('导出到文件')
  await says(/zhishi-phone-\w{8}-1-2\.zip.*还没有保存/)
  await press('保存第 1 个文件（共 2 个）')
  await says('刚才没有保存')
  expect(place.textContent).not.toContain('已导出')
  isClosed = false
  await press('保存第 1 个文件（共 2 个）')
  await says(/已导出 zhishi-phone-\w{8}-1-2\.zip/)
  expect(place.textContent).not.toContain('请原样交给')
  await press('准备第 2 个文件（共 2 个）')
  await press('保存第 2 个文件（共 2 个）')
  await says(/已导出 zhishi-phone-\w{8}-2-2\.zip.*请原样交给/)
  expect(shared.map(({ size }) => size > large)).toEqual([true, true])
  expect(shared.every(({ size }) => size < 268_435_456)).toBe(true)
  expect(downloads).toEqual([])
})

test('a phone whose share sheet takes no such file, or refuses it after all: a download, as often as it is wanted', async () => {
  Object.assign(navigator, { canShare: () => false })
  draw('phone', holding(1000))
  await press('导出到文件')
  await says(/浏览器正在下载 zhishi-phone-\w{8}\.zip/)
  await press('再下载一次')
  expect(downloads).toHaveLength(2)

  Object.assign(navigator, {
    canShare: () => true,
    share: async () => {
      throw new DOMException('too large', 'NotAllowedError')
    },
  })
  await press('导出到文件')
  await press('保存第 1 个文件')
  await says('浏览器正在下载')
  expect(downloads).toHaveLength(3)
})
