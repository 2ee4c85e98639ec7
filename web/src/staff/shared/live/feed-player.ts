// Owns: one feed as it is being recorded: joins at the newest picture, stays near the edge, goes over into the next part,
// goes back in time and returns. The times of its media element count from the start of the part it joined.
// Never asks what there is (use-live-view.ts tells it), and never shows a picture as newer than it is.
import type { LivePart, LivePosition } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import { fetchBytes, findPosition } from './bytes.ts'
import { chase, endOfRange, BACK_STEP_MS, nextRange, RESERVE_MAX_S, RESERVE_S, RESERVE_STEP_S } from './chase.ts'
import { canPlay, openBuffer, type MediaBuffer } from './media-buffer.ts'

export type FeedState = {
  stage:
    | 'joining'
    | 'playing'
    /** what comes next has not arrived */
    | 'waiting'
    /** everything that was recorded has been shown */
    | 'ended'
    /** this browser cannot play it while it grows */
    | 'unplayable'
    | 'failed'
  /** server time of the picture that is shown; null: none yet */
  momentAt: Instant | null
  /** somebody went back in time */
  isBehind: boolean
}

export type FeedPlayer = {
  /** the newest part of the feed, as it stands */
  hear(part: LivePart): void
  /** server time of the picture that is shown; null: none yet */
  momentAt(): Instant | null
  seek(at: Instant): void
  goLive(): void
  retry(): void
  close(): void
}

const TICK_MS = 250
/** Feeds that were just opened come each second only from the next beat on: that they stand still before says nothing. */
const SETTLES_MS = 6000
/**
 * It stands still with more than this ahead: its sound has run out. A microphone that gives fewer samples than its times say
 * (a clock that is slow by a thousandth, samples lost under load) is played by its samples, ever further ahead of the
 * picture. Put where it is, sound and picture begin together again; a larger reserve would only make it later.
 */
const RAN_OUT_S = 0.25
/** One request: about 20 s of a camera. */
const PIECE_BYTES = 1_048_576
/** While somebody is back in time so much is fetched ahead, and no more. */
const FETCH_AHEAD_S = 15
/** Pauses between tries to begin anew, and how many failures in a row are shown. */
const AGAIN_MS = 1000
const TRIES = 3
/** Any time that has not come yet: the newest picture. */
const NEWEST_MS = Number.MAX_SAFE_INTEGER

type Following = {
  part: LivePart
  buffer: MediaBuffer
  /** the next byte that is wanted */
  offset: number
  /** of this part's beginning on the time line of the media element, seconds */
  beginsAtS: number
  /** server time at which that line begins */
  baseAt: Instant
}

export function createFeedPlayer(options: {
  video: HTMLVideoElement
  onState: (state: FeedState) => void
}): FeedPlayer {
  const { video } = options
  let newest: LivePart | null = null
  let following: Following | null = null
  let wish: { kind: 'live' } | { kind: 'at'; at: Instant } | null = { kind: 'live' }
  let isBehind = false
  let isClosed = false
  let failures = 0
  let reserveS = RESERVE_S
  /** how much lay ahead at the last ticks, since the picture was last put somewhere */
  let lately: { atMs: number; leftS: number }[] = []
  let putAtMs = performance.now()
  let stage: FeedState['stage'] = 'joining'
  let isWoken = false
  let endRest: () => void = () => {}

  const timer = setInterval(tick, TICK_MS)
  video.addEventListener('waiting', stood)
  video.addEventListener('error', broke)
  void run()

  async function run(): Promise<void> {
    while (!isClosed) {
      try {
        if (stage === 'failed' || !(await step())) await rest()
        else failures = 0
      } catch {
        failures += 1
        following = null
        wish ??= { kind: 'live' }
        if (failures >= TRIES) show('failed')
        else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }

  /** Until somebody wakes it, also if that was a moment ago. */
  async function rest(): Promise<void> {
    if (!isWoken) await new Promise<void>((resolve) => (endRest = resolve))
    isWoken = false
  }

  function wake(): void {
    isWoken = true
    endRest()
  }

  /** One thing at a time. @returns whether there may be more to do at once */
  async function step(): Promise<boolean> {
    if (!newest?.canFollow) return false
    if (!canPlay(newest.mime)) {
      show('unplayable')
      return false
    }
    if (wish) return carryOut(newest, wish)
    if (!following) return false
    const { part } = following
    const held = endOfRange(following.buffer.ranges(), video.currentTime) - video.currentTime
    if (following.offset < part.bytes) return held < FETCH_AHEAD_S && take(following, part.bytes)
    // the last bytes of a part may have come after the next one was told of
    if (newest.partId !== part.partId) return (await take(following)) || goOver(following, newest)
    return false
  }

  async function carryOut(part: LivePart, asked: NonNullable<typeof wish>): Promise<boolean> {
    const known = following?.part.partId === part.partId ? following : null
    const baseAt = known?.baseAt ?? part.startedAt
    const beginsAtS = known?.beginsAtS ?? 0
    const toS = asked.kind === 'live' ? null : Math.max(beginsAtS, (asked.at - baseAt) / 1000)
    if (known && toS !== null && endOfRange(known.buffer.ranges(), toS) > toS + 0.5) {
      wish = null
      put(toS)
      return true
    }
    const place =
      (asked.kind === 'live' && !known ? part.join : null) ??
      (await findPosition(part.partId, toS === null ? NEWEST_MS : (toS - beginsAtS) * 1000))
    if (!place) return false
    wish = null
    const coming = firstBytes(part, place)
    following = known ?? { part, buffer: await openBuffer(video, part.mime), offset: 0, beginsAtS, baseAt }
    await begin(following, place, await coming)
    put(toS ?? beginsAtS + place.atMs / 1000)
    play()
    return true
  }

  /** Head and first pictures, asked for at the same time: that is what somebody waits for. */
  const firstBytes = ({ partId, bytes }: LivePart, { headBytes, offset }: LivePosition) =>
    Promise.all([
      fetchBytes(partId, 0, headBytes),
      fetchBytes(partId, offset, Math.min(Math.max(bytes, offset + 1), offset + PIECE_BYTES)),
    ])

  async function begin(
    to: Following,
    place: LivePosition,
    [head, first]: Awaited<ReturnType<typeof firstBytes>>,
  ): Promise<void> {
    if (!head || !first) throw new Error('the first bytes did not come')
    to.buffer.restart(to.part.mime, to.beginsAtS)
    await to.buffer.append(head)
    await to.buffer.append(first)
    to.offset = place.offset + first.length
  }

  /** @param to absent: whatever there is behind what is known */
  async function take(from: Following, to?: number): Promise<boolean> {
    const end = to === undefined ? undefined : Math.min(to, from.offset + PIECE_BYTES)
    const bytes = await fetchBytes(from.part.partId, from.offset, end)
    if (!bytes) throw new Error('the next bytes did not come')
    if (from !== following || wish || bytes.length === 0) return false
    from.offset += bytes.length
    await from.buffer.append(bytes)
    return true
  }

  /** The next part goes on in the same buffer, at its own time; where parts overlap, the newer one is shown. */
  function goOver(from: Following, part: LivePart): boolean {
    const beginsAtS = (part.startedAt - from.baseAt) / 1000
    from.buffer.restart(part.mime, Math.max(0, beginsAtS))
    following = { ...from, part, offset: 0, beginsAtS: Math.max(0, beginsAtS) }
    return true
  }

  function tick(): void {
    wake()
    if (!following || stage === 'failed' || video.readyState === 0) return
    const ranges = following.buffer.ranges()
    const left = endOfRange(ranges, video.currentTime) - video.currentTime
    const isAtEnd = following.part.isSealed && following.part === newest && following.offset >= following.part.bytes
    if (left < 0.05) {
      const next = nextRange(ranges, video.currentTime)
      if (next !== null) put(next)
      else return show(isAtEnd ? 'ended' : 'waiting')
    } else if (!isBehind && !isAtEnd && performance.now() - putAtMs < BACK_STEP_MS) {
      // before a whole second of data has come nothing is known of its rhythm
      lately = [...lately, { atMs: performance.now(), leftS: left }]
    } else if (!isBehind && !isAtEnd) {
      const nowMs = performance.now()
      lately = [...lately.filter(({ atMs }) => nowMs - atMs < BACK_STEP_MS), { atMs: nowMs, leftS: left }]
      const wanted = chase(Math.min(...lately.map(({ leftS }) => leftS)), reserveS)
      if (wanted.kind === 'jump') put(video.currentTime + wanted.byS)
      else if (video.playbackRate !== wanted.rate) video.playbackRate = wanted.rate
    } else if (video.playbackRate !== 1) video.playbackRate = 1
    show(video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA ? 'playing' : 'waiting')
  }

  function stood(): void {
    if (!following || isBehind || performance.now() - putAtMs < SETTLES_MS) return
    const left = endOfRange(following.buffer.ranges(), video.currentTime) - video.currentTime
    if (left > RAN_OUT_S) put(video.currentTime)
    else reserveS = Math.min(RESERVE_MAX_S, reserveS + RESERVE_STEP_S)
  }

  function put(seconds: number): void {
    video.currentTime = seconds
    lately = []
    putAtMs = performance.now()
  }

  function broke(): void {
    if (!following || isClosed) return
    following = null
    wish ??= { kind: 'live' }
    wake()
  }

  function play(): void {
    // refused only where the browser wants a press first; muted it never is
    video.play().catch(() => {
      video.muted = true
      void video.play().catch(() => undefined)
    })
  }

  function show(next: FeedState['stage']): void {
    stage = next
    options.onState({ stage, momentAt: momentAt(), isBehind })
  }

  function momentAt(): Instant | null {
    if (!following || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null
    return following.baseAt + Math.round(video.currentTime * 1000)
  }

  function ask(next: NonNullable<typeof wish>): void {
    isBehind = next.kind === 'at'
    wish = next
    wake()
  }

  return {
    hear(part) {
      const hasLost = following?.part.partId === part.partId && following.part.generation !== part.generation
      newest = part
      if (hasLost) broke()
      else if (following?.part.partId === part.partId) following.part = part
      wake()
    },
    momentAt,
    seek: (at) => ask({ kind: 'at', at }),
    goLive: () => ask({ kind: 'live' }),
    retry() {
      failures = 0
      stage = 'joining'
      ask({ kind: 'live' })
    },
    close() {
      isClosed = true
      clearInterval(timer)
      video.removeEventListener('waiting', stood)
      video.removeEventListener('error', broke)
      following?.buffer.close()
      following = null
      wake()
    },
  }
}
