// Owns: the shape of our own account of the interview process, for organisers who give none.
// Never a number of its own: what an interview sets comes in as facts.
import type { Step } from '@zhishi/core/process'

/** What the account says of this interview, ready to read; null: not known yet. */
export type ProcessFacts = {
  signInOpens: string | null
  entryOpens: string | null
  entryCloses: string | null
  /** T0; null: each candidate begins alone */
  starts: string | null
  duration: string
  sweep: string
  phone: string
  hasFace: boolean
}

export type ProcessText = (facts: ProcessFacts) => {
  steps: Record<Step, readonly string[]>
  notes: readonly string[]
}
