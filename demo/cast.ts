// Owns: who plays in the demo, and what each of them does. Invented people; the names are no one's.
import { FACES, type Face } from '../tools/candidate-bot/clips.ts'
import type { Behaviour } from '../tools/candidate-bot/behaviours.ts'
import type { Seat } from '../tools/candidate-bot/candidate.ts'
import type { Person } from '../e2e/harness/interview.ts'

/** Long enough for everything that is planned, short enough to watch. */
export const DURATION_S = 65
const DURATION_MS = DURATION_S * 1000

/** The one who sits before a real browser, with a real browser as phone. Surnames differ: staff see nothing else. */
export const LIVE: Person = { number: 'PLAY-0001', name: '林知远', personalCode: 'PL4Y0001', face: 's01' }

/** Early enough that 【结束面试】 is seen. */
export const LIVE_FINISHES_AFTER_MS = DURATION_MS - 8000

const PLAYERS: ReadonlyArray<[name: string, behaviour: Behaviour, finishesBeforeEndMs: number | null]> = [
  ['周明棠', 'network-cut', null],
  ['许青禾', 'asks-for-help', 9000],
  ['何向晚', 'second-display', null],
  ['陆听雪', 'reloads', null],
  ['沈怀瑾', 'uploads-cut', 4000],
  ['顾南乔', 'leaves-page', null],
  ['韩照野', 'plain', 20_000],
  ['苏映川', 'plain', 12_000],
  ['程若溪', 'plain', null],
]

/** These two have a proctor look at them. */
const SHY_OF_FACE_LOGIN = new Set(['何向晚', '程若溪'])

type Player = Person & { face: Face; behaviour: Behaviour; finishesAfterMs: number | null }

export const PEOPLE: readonly Player[] = PLAYERS.map(([name, behaviour, finishesBeforeEndMs], at) => ({
  number: `PLAY-${String(at + 2).padStart(4, '0')}`,
  name,
  personalCode: `PL4Y${String(at + 2).padStart(4, '0')}`,
  face: FACES[at % FACES.length] ?? FACES[0],
  behaviour,
  finishesAfterMs: finishesBeforeEndMs === null ? null : DURATION_MS - finishesBeforeEndMs,
}))

export const seats = (): Seat[] =>
  PEOPLE.map(({ number, name, personalCode, face, behaviour, finishesAfterMs }) => {
    const isShyOfFaceLogin = SHY_OF_FACE_LOGIN.has(name)
    return { number, personalCode, face, isShyOfFaceLogin, behaviour, finishesAfterMs, hasSocket: true }
  })
