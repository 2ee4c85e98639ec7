// Owns: whether pages say more of recording than is so: reads, in the page and outside the product's code, what is written
// there four times a second, and holds it against what the recorders of that page have really given out.
// Never changes what the product sees, and never judges what the page could not know yet: see the two tolerances.
import type { BrowserContext } from '@playwright/test'

/** One thing a page said while it was not so; told once for each page life. Instants are the browser's clock. */
export type UntrueClaim = {
  life: string
  page: string
  says: string
  without: string
  at: number
  silentMs: number
  hasGiven: boolean
}

export type Claims = {
  attach(context: BrowserContext): Promise<void>
  /** distinct by page life, sentence and feed */
  untrue(): readonly UntrueClaim[]
  /** how many sentences about recording were read, true or not: none says that this observer understands no page */
  read(): number
}

/**
 * A recorder gives a slice each second, and a page has three seconds to notice that nothing comes
 * (docs/recording.md#watching).
 */
const SILENCE_MS = 5000
const CHECK_EVERY_MS = 250
/** So many looks in a row, so that what is being drawn is no statement yet. */
const LOOKS = 3
/** A page that was held up for so long has slices waiting that it has not been given yet. */
const HELD_UP_MS = 1000
const BINDING = 'tellOfClaims'

type Sentence = { says: string; not?: readonly string[]; isUnbroken?: boolean }

/** `isUnbroken`: it also says that nothing was missing before. `not`: what it is a piece of, and then says something else. */
const SENTENCES: readonly Sentence[] = [
  { says: '录制中', not: ['录制中断', '录制中也'] },
  { says: '录制照常进行' },
  { says: '录制和上传照常进行' },
  { says: '画面在正常录制' },
  { says: '已在录制' },
  { says: '照常录制' },
  { says: '三路正常' },
  { says: '已保存到本机' },
  { says: '录像没有中断', isUnbroken: true },
  { says: '录制没有中断', isUnbroken: true },
]

type Rules = {
  binding: string
  sentences: readonly Sentence[]
  silenceMs: number
  lookEveryMs: number
  looks: number
  heldUpMs: number
}

export function createClaims(): Claims {
  const untrue = new Map<string, UntrueClaim>()
  const readOf = new Map<string, number>()
  return {
    untrue: () => [...untrue.values()],
    read: () => [...readOf.values()].reduce((sum, one) => sum + one, 0),
    async attach(context) {
      await context.exposeBinding(BINDING, (_page, said: { life: string; read: number; untrue: UntrueClaim[] }) => {
        readOf.set(said.life, said.read)
        for (const one of said.untrue) untrue.set(`${one.life} ${one.says} ${one.without}`, one)
      })
      const rules: Rules = {
        binding: BINDING,
        sentences: SENTENCES,
        silenceMs: SILENCE_MS,
        lookEveryMs: CHECK_EVERY_MS,
        looks: LOOKS,
        heldUpMs: HELD_UP_MS,
      }
      await context.addInitScript(watchClaims, rules)
    },
  }
}

/** Runs in the page before any of its scripts. */
function watchClaims({ binding, sentences, silenceMs, lookEveryMs, looks, heldUpMs }: Rules): void {
  const Recorder = window.MediaRecorder as typeof MediaRecorder | undefined
  const tell = (window as unknown as Record<string, (said: object) => Promise<void>>)[binding]
  const isPhone = location.pathname.startsWith('/evidence')
  if (window.top !== window || !Recorder || !tell || !(isPhone || location.pathname.startsWith('/candidate'))) return
  const life = `${performance.timeOrigin}-${Math.random()}`

  /** how long this page was held up altogether: what comes late by that is no silence */
  let heldMs = 0
  /** when each feed last gave something, and its longest silence since it first did */
  const gave = new Map<string, { atMs: number; heldMs: number; longestMs: number }>()
  window.MediaRecorder = new Proxy(Recorder, {
    construct(target, args, newTarget) {
      const recorder = Reflect.construct(target, args, newTarget) as MediaRecorder
      const [picture] = recorder.stream.getVideoTracks()
      const isScreen = picture?.getSettings().displaySurface !== undefined
      const feed = isPhone ? 'evidence' : isScreen ? 'screen' : 'camera'
      recorder.addEventListener('dataavailable', ({ data }) => {
        if (data.size === 0) return
        const nowMs = performance.now()
        const before = gave.get(feed)
        const silentMs = before ? nowMs - before.atMs - (heldMs - before.heldMs) : 0
        gave.set(feed, { atMs: nowMs, heldMs, longestMs: Math.max(before?.longestMs ?? 0, silentMs) })
      })
      return recorder
    },
  })

  const namedIn = (text: string): string[] => [
    ...(/摄像头|麦克风|镜头/.test(text) ? ['camera'] : []),
    ...(/屏幕/.test(text) ? ['screen'] : []),
    ...(/手机|佐证/.test(text) ? ['evidence'] : []),
  ]

  /** Which feeds of this device a statement is about: those its clause names, else its line of a list, else all. */
  function feedsOf(node: Text, says: string): string[] {
    if (isPhone) return ['evidence']
    const all = ['camera', 'screen']
    if (says === '三路正常') return all
    const clause = node.data.split(/[，。；·]/).find((one) => one.includes(says)) ?? ''
    const inClause = namedIn(clause)
    const named = inClause.length > 0 ? inClause : namedIn(node.parentElement?.closest('li')?.textContent ?? '')
    return named.length === 0 ? all : named.filter((feed) => all.includes(feed))
  }

  /** sentence and feed → since when it stands there without a break, and how many looks in a row found it untrue */
  let standing = new Map<string, { fromMs: number; looks: number }>()
  const untrue = new Map<string, object>()
  let read = 0
  let toldRead = 0
  let lastLookMs = performance.now()
  let trustedFromMs = 0

  const look = (): void => {
    const nowMs = performance.now()
    heldMs += Math.max(0, nowMs - lastLookMs - lookEveryMs)
    if (nowMs - lastLookMs > heldUpMs) trustedFromMs = nowMs + heldUpMs
    lastLookMs = nowMs
    if (!document.body || /\/(hand-in|recordings|preparation)/.test(location.pathname)) return
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: typeof standing = new Map()
    while (walker.nextNode()) {
      const node = walker.currentNode as Text
      const said = sentences.filter(
        ({ says, not }) => node.data.includes(says) && !not?.some((one) => node.data.includes(one)),
      )
      if (said.length === 0 || !node.parentElement?.checkVisibility({ visibilityProperty: true })) continue
      for (const { says, isUnbroken } of said) {
        read += 1
        for (const feed of feedsOf(node, says)) {
          const key = `${says} ${feed}`
          const { fromMs, looks: untrueLooks } = standing.get(key) ?? { fromMs: nowMs, looks: 0 }
          const known = gave.get(feed)
          // what is said once a recorder has started is true before its first slice comes
          const silentMs = nowMs - Math.max(known?.atMs ?? 0, fromMs)
          const worstMs = isUnbroken ? Math.max(silentMs, known?.longestMs ?? 0) : silentMs
          const isUntrue = worstMs > silenceMs && nowMs >= trustedFromMs
          found.set(key, { fromMs, looks: isUntrue ? untrueLooks + 1 : 0 })
          if (!isUntrue || untrueLooks + 1 < looks || untrue.has(key)) continue
          const page = location.pathname.split('/').at(-1) ?? ''
          const hasGiven = known !== undefined
          untrue.set(key, { life, page, says, without: feed, at: Date.now(), silentMs: worstMs, hasGiven })
          toldRead = -1
        }
      }
    }
    standing = found
    // rarely: it goes over the same wire as what is measured
    if (toldRead < 0 || read > toldRead * 2) {
      toldRead = read
      void tell({ life, read, untrue: [...untrue.values()] })
    }
  }
  setInterval(look, lookEveryMs)
}
