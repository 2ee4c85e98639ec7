// The demo that plays by itself, once to its end: ten candidates over the real protocol, one of them with a real browser and
// a phone. It looks itself whether all is as promised (demo/proctor.ts), and its exit code says so.
import { once } from 'node:events'
import { expect, test } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { play } from '../../demo/playing.ts'

/** All of it, beside another story: the start, 80 s and slack to T0, 65 s to answer, what is left to send. */
const WHOLE_LIMIT_MS = scaled(280_000)

test('the demo plays to its end: recordings sealed, notices noted, help answered', async () => {
  const demo = play(['--headless', '--once'])
  const limit = setTimeout(() => demo.child.kill('SIGINT'), WHOLE_LIMIT_MS)
  const [code] = (await once(demo.child, 'close')) as [number | null]
  clearTimeout(limit)
  const printed = demo.printed()
  expect(code, printed).toBe(0)
  for (const deed of ['周明棠  断网 20 秒', '何向晚  接上第二个显示器', '许青禾  按【求助】', '陆听雪  刷新网页']) {
    // once in the timetable, and once as it happened
    expect(printed.split(deed), deed).toHaveLength(3)
  }
  const [, parts, notices, messages] = /(\d+) 个片段，(\d+) 条提示，(\d+) 条求助消息/.exec(printed) ?? []
  // at least camera before and after T0, screen, phone and two journals of each
  expect(Number(parts)).toBeGreaterThanOrEqual(60)
  // two of each cut, one of the display, two of who leaves the page
  expect(Number(notices)).toBeGreaterThanOrEqual(7)
  expect(Number(messages)).toBe(2)
})
