// Owns: which page of an attempt a candidate belongs on, so that a reload or a reopened browser comes back to it.
// Never opens or closes a step: it follows the phase, the gates and the abilities the server sent.
import type { AttemptView } from '@zhishi/core/contract'
import { STEPS, type Gate, type Step } from '@zhishi/core/process'
import type { Stage } from './stage.ts'

/** The steps that have a page here, with the last part of its address. */
export const PAGES = {
  preparation: 'preparation',
  signIn: 'face',
  briefing: 'briefing',
  evidence: 'evidence',
  draw: 'draw',
  attachments: 'attachments',
  entry: 'entry',
  devices: 'devices',
  answering: 'answering',
  handIn: 'hand-in',
} as const satisfies Partial<Record<Step, string>>
export type PagedStep = keyof typeof PAGES
export type Page = 'home' | 'guide' | (typeof PAGES)[PagedStep]

export function hasPage(step: Step): step is PagedStep {
  return step in PAGES
}

/** Pages for who has entered; all others are for who has not. */
const INSIDE = new Set<Page>(['devices', 'answering', 'hand-in', 'guide'])

/** What is done and can be read again once everything is handed in: the process, the slip with its proof. */
const READ_AFTERWARDS = new Set<Page>(['home', 'briefing', 'draw'])

/** Where this page should go instead of `page`; null: it may stay. */
export function betterPage(page: Page, view: AttemptView, stage: Stage): Page | null {
  switch (stage) {
    case 'outside':
      return INSIDE.has(page) ? 'home' : null
    case 'waiting':
      if (page === 'devices' || page === 'answering') return null
      return ['done', 'excused'].includes(gateOf(view, 'devices')?.state ?? '') ? 'answering' : 'devices'
    case 'answering':
      return page === 'answering' ? null : 'answering'
    case 'over':
      if (page === 'hand-in' || page === 'guide') return null
      return view.phase === 'handedIn' && READ_AFTERWARDS.has(page) ? null : 'hand-in'
  }
}

export function gateOf(view: AttemptView, step: Step): Gate | undefined {
  return view.gates.find((gate) => gate.step === step)
}

/** The step to do now or next: the first one with a page that is neither done nor not asked for. */
export function nextStep(view: AttemptView): { gate: Gate; step: PagedStep } | null {
  for (const gate of view.gates) {
    if (!hasPage(gate.step) || gate.state === 'done' || gate.state === 'missed') continue
    // the check beforehand is offered while it is open, and never once the day itself has begun
    if (gate.step === 'preparation' && (gate.state !== 'open' || hasDayBegun(view))) continue
    // what nobody must do never stands before an entry that is open
    const isOffered = isOptional(gate, view) && view.abilities.includes('openAttachments')
    if (gate.state === 'excused' && (!isOffered || view.abilities.includes('enter'))) continue
    return { gate, step: gate.step }
  }
  return null
}

/** Sign-in or a step after it is open or behind. */
function hasDayBegun(view: AttemptView): boolean {
  const ofTheDay = view.gates.filter((gate) => STEPS.indexOf(gate.step) >= STEPS.indexOf('signIn'))
  return ofTheDay.some((gate) => gate.state === 'open' || gate.state === 'done')
}

/** Attachments that are there to be read, where the settings do not ask for it. */
export function isOptional(gate: Gate, view: AttemptView): boolean {
  return gate.step === 'attachments' && gate.state === 'excused' && view.attachments > 0
}
