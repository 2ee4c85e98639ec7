import type { AttemptView } from '@zhishi/core/contract'
import type { Gate, GateState, Phase, Step } from '@zhishi/core/process'
import { STEPS } from '@zhishi/core/process'
import { describe, expect, it } from 'vitest'
import { betterPage, nextStep, type Page } from './position.ts'
import type { Stage } from './stage.ts'

function viewOf(phase: Phase, states: Partial<Record<Step, GateState>> = {}): AttemptView {
  const gates: Gate[] = STEPS.map((step) => {
    return { step, state: states[step] ?? 'notYet', opensAt: null, closesAt: null, doneAt: null, reasons: [] }
  })
  return { phase, gates } as Partial<AttemptView> as AttemptView
}

const PAGES: Page[] = ['home', 'draw', 'entry', 'devices', 'answering', 'hand-in', 'guide']

/** Where each page leads, in the order of PAGES; null: it stays. */
const TABLE: [Stage, AttemptView, (Page | null)[]][] = [
  ['outside', viewOf('checkIn'), [null, null, null, 'home', 'home', 'home', 'home']],
  ['outside', viewOf('removed'), [null, null, null, 'home', 'home', 'home', 'home']],
  ['waiting', viewOf('waiting'), ['devices', 'devices', 'devices', null, null, 'devices', 'devices']],
  [
    'waiting',
    viewOf('waiting', { devices: 'done' }),
    ['answering', 'answering', 'answering', null, null, 'answering', 'answering'],
  ],
  [
    'answering',
    viewOf('answering'),
    ['answering', 'answering', 'answering', 'answering', null, 'answering', 'answering'],
  ],
  // the clock has ended it, the server was not reached yet
  ['over', viewOf('answering'), ['hand-in', 'hand-in', 'hand-in', 'hand-in', 'hand-in', null, null]],
  ['over', viewOf('handingIn'), ['hand-in', 'hand-in', 'hand-in', 'hand-in', 'hand-in', null, null]],
  // the slip and its proof stay to be read
  ['over', viewOf('handedIn'), [null, null, 'hand-in', 'hand-in', 'hand-in', null, null]],
]

describe('a reload or a reopened browser comes back to the page it belongs on', () => {
  it.each(TABLE)('stage %s', (stage, view, expected) => {
    expect(PAGES.map((page) => betterPage(page, view, stage))).toEqual(expected)
    // and is led there in one move
    for (const better of expected) {
      if (better !== null) expect(betterPage(better, view, stage)).toBeNull()
    }
  })
})

/** Everything before entry. */
const checkedIn = { signIn: 'done', briefing: 'done', evidence: 'done', draw: 'done', attachments: 'done' } as const

describe('the next step', () => {
  it('leads through the check-in by its order, leaving out what is not asked for', () => {
    expect(nextStep(viewOf('checkIn', { signIn: 'open' }))?.step).toBe('signIn')
    expect(
      nextStep({ ...viewOf('checkIn', { signIn: 'done', briefing: 'excused' }), abilities: [], attachments: 0 })?.step,
    ).toBe('evidence')
  })

  it('is the first with a page that is neither done nor not asked for, open or not', () => {
    expect(nextStep(viewOf('checkIn', { ...checkedIn, entry: 'blocked' }))?.step).toBe('entry')
    expect(nextStep(viewOf('waiting', { ...checkedIn, entry: 'done', devices: 'open' }))?.step).toBe('devices')
    expect(
      nextStep(viewOf('handingIn', { ...checkedIn, entry: 'done', devices: 'missed', answering: 'done' }))?.step,
    ).toBe('handIn')
    expect(
      nextStep(viewOf('handedIn', { ...checkedIn, entry: 'done', devices: 'done', answering: 'done', handIn: 'done' })),
    ).toBeNull()
  })
})
