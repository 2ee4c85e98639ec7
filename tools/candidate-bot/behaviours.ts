// Owns: what bots do while they answer, by name: what is planned and when, in words for people to read.
// Never does it by itself: the candidate's hands are given (candidate.ts).
import type { NoticeKind } from '@zhishi/core/recording'
import type { Cut } from './device.ts'

/** What a bot can do while it answers. */
export type Hands = {
  /** its journal notes what a watcher of the page would have noticed */
  notice(kind: NoticeKind): void
  cut(what: Cut): void
  askForHelp(text: string): Promise<void>
  /** the page goes and comes back: every part ends, and new ones begin */
  reload(): Promise<void>
}

type Deed = { afterT0Ms: number; says: { zh: string; en: string } | null; act: (hands: Hands) => Promise<void> | void }

/** A cut of 20 s is longer than two beats, so that it shows as a gap in presence. */
const CUT_MS = 20_000

function cutting(cut: Cut, says: { zh: string; en: string }): Deed[] {
  return [
    {
      afterT0Ms: 8000,
      says,
      act: (hands) => {
        hands.cut(cut)
        hands.notice('networkLost')
      },
    },
    {
      afterT0Ms: 8000 + CUT_MS,
      says: { zh: '网络恢复，补传', en: 'the network is back, and it catches up' },
      act: (hands) => {
        hands.notice('networkBack')
        hands.cut('nothing')
      },
    },
  ]
}

const noticing = (afterT0Ms: number, kind: NoticeKind, says: Deed['says']): Deed => ({
  afterT0Ms,
  says,
  act: (hands) => hands.notice(kind),
})

/** In the order of time. */
export const BEHAVIOURS = {
  plain: [],
  'network-cut': cutting('everything', { zh: '断网 20 秒', en: 'loses the network for 20 s' }),
  'uploads-cut': cutting('uploads', { zh: '上传中断 20 秒，心跳还在', en: 'uploads stop for 20 s, beats go on' }),
  'second-display': [noticing(14_000, 'displayAdded', { zh: '接上第二个显示器', en: 'plugs in a second display' })],
  'asks-for-help': [
    {
      afterT0Ms: 11_000,
      says: { zh: '按【求助】', en: 'presses 【求助】 (help)' },
      act: (hands) => hands.askForHelp('请问可以在提纲纸背面写字吗？'),
    },
  ],
  reloads: [{ afterT0Ms: 17_000, says: { zh: '刷新网页', en: 'reloads the page' }, act: (hands) => hands.reload() }],
  'leaves-page': [
    noticing(20_000, 'focusLost', { zh: '离开面试页面', en: 'leaves the page' }),
    noticing(20_300, 'pageHidden', null),
  ],
} as const satisfies Record<string, readonly Deed[]>

export type Behaviour = keyof typeof BEHAVIOURS

/** @param pace 1: as planned; 0.5: in half the time */
export const deedsOf = (behaviour: Behaviour, pace: number): Deed[] =>
  BEHAVIOURS[behaviour].map((deed: Deed) => ({ ...deed, afterT0Ms: deed.afterT0Ms * pace }))
