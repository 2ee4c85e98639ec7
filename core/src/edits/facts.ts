// Owns: what an edit must know beside the two documents: what has happened in each sitting so far.
// Never a rule: plan.ts decides by these.
import type { SittingTimes } from '../process/index.ts'

export type SittingFacts = {
  times: SittingTimes
  /** somebody has entered */
  isEntered: boolean
  /** self-paced: somebody has pressed 【开始】 */
  isBegun: boolean
  /** somebody's identity is confirmed: from then on computers hold the sealed questions, and the attachments may be read */
  isHandedOut: boolean
  /** numbers of those to whom anything has happened in this sitting */
  history: ReadonlySet<string>
  /** null: the draw is not open, so it can still be made anew over another roll */
  spareLots: number | null
}

export type EditFacts = {
  /** of the sittings in force, by key */
  sittings: ReadonlyMap<string, SittingFacts>
  /** an examiner has submitted a score sheet */
  isScored: boolean
}

/** Digests of the files that a document names, by path. */
export type FileDigests = ReadonlyMap<string, string>
