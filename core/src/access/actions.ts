// Owns: everything that may be done, to what kind of thing, and by which roles: the one table of rights.
// Never knows whose memberships they are (may.ts), nor whether the moment is right: gates and phases say that.
import { z } from 'zod'
import type { CommandKind } from '../process/command.ts'
import type { InterviewId, PersonId } from '../ids/index.ts'
import type { Role } from './roles.ts'

/** What an action is about, as far as rights depend on it. A sitting counts as its interview. */
export type Objects = {
  /** all interviews at once, and those to come */
  installation: 'installation'
  interview: { interviewId: InterviewId }
  attempt: { interviewId: InterviewId; personId: PersonId }
  /** an attempt as examiners know it; `isAssigned`: to the examiner who asks */
  answer: { interviewId: InterviewId; isAssigned: boolean }
}

type Rule = { of: keyof Objects; by: readonly Role[] }

const of = <Of extends keyof Objects>(kind: Of, ...by: readonly Role[]): { of: Of; by: readonly Role[] } => ({
  of: kind,
  by,
})

/** A command is given to an attempt: one row for each, and the compiler refuses a command without one. */
const COMMANDS = {
  download: of('attempt', 'candidate'),
  prepare: of('attempt', 'candidate'),
  signIn: of('attempt', 'candidate'),
  consent: of('attempt', 'candidate'),
  askForPerson: of('attempt', 'candidate', 'system'),
  confirmIdentity: of('attempt', 'proctor', 'system'),
  refuseIdentity: of('attempt', 'proctor'),
  handOver: of('attempt', 'candidate', 'proctor'),
  settleIdentity: of('attempt', 'proctor'),
  confirmBriefing: of('attempt', 'candidate'),
  bindEvidence: of('attempt', 'system'),
  receiveEvidence: of('attempt', 'system'),
  finishSweep: of('attempt', 'system'),
  drawLot: of('attempt', 'candidate'),
  openAttachments: of('attempt', 'candidate'),
  confirmAttachments: of('attempt', 'candidate'),
  enter: of('attempt', 'candidate'),
  confirmDevices: of('attempt', 'candidate'),
  begin: of('attempt', 'candidate'),
  showSheet: of('attempt', 'candidate'),
  finish: of('attempt', 'candidate'),
  handIn: of('attempt', 'candidate'),
  confirmEvidence: of('attempt', 'candidate'),
  grantAllowance: of('attempt', 'proctor', 'organiser'),
  endWaiting: of('attempt', 'support', 'proctor'),
  withdraw: of('attempt', 'candidate', 'organiser'),
  remove: of('attempt', 'proctor', 'organiser'),
  void: of('attempt', 'organiser'),
} as const satisfies Record<CommandKind, Rule>

/** Whatever else may be done. Where several roles may, the first of those one has is the one in which one acts. */
const OTHERS = {
  watchInstallation: of('installation', 'organiser'),
  createInterview: of('installation', 'organiser'),
  readInterview: of('interview', 'organiser'),
  editInterview: of('interview', 'organiser'),
  eraseInterview: of('interview', 'organiser'),
  seeSitting: of('interview', 'proctor', 'organiser', 'support'),
  summariseSitting: of('interview', 'organiser'),
  contributeToDraw: of('interview', 'proctor', 'organiser'),
  lookAtWall: of('interview', 'proctor'),
  setUploadPace: of('interview', 'organiser', 'support'),
  readRemarks: of('interview', 'organiser'),
  readAttempt: of('attempt', 'candidate', 'proctor', 'organiser', 'support'),
  findCandidate: of('attempt', 'support', 'proctor', 'organiser'),
  /** which parts there are, and how much of what was due */
  readRecordings: of('attempt', 'candidate', 'proctor', 'organiser'),
  /** what was recorded and written down itself: as it grows, once it is sealed, stills of notices, journal, presence */
  lookAtRecordings: of('attempt', 'proctor', 'organiser'),
  raiseUploadBudget: of('attempt', 'proctor', 'organiser', 'support'),
  importExport: of('attempt', 'organiser', 'support'),
  eraseAttempt: of('attempt', 'organiser'),
  compareIdentity: of('attempt', 'proctor'),
  /** to read and write in its conversation */
  help: of('attempt', 'candidate', 'proctor'),
  readUnlockCode: of('attempt', 'support', 'proctor'),
  /** to look at an answer, mark it, recuse oneself, flag a disclosure */
  score: of('answer', 'examiner'),
} as const satisfies Record<string, Rule>

export const ACTIONS = { ...COMMANDS, ...OTHERS }
export type Action = keyof typeof ACTIONS
export const ACTION_NAMES = Object.keys(ACTIONS) as Action[]
export const action = z.enum(ACTION_NAMES as [Action, ...Action[]])

/** The actions that are about this kind of thing. */
export type ActionOf<Of extends keyof Objects> = {
  [A in Action]: (typeof ACTIONS)[A]['of'] extends Of ? A : never
}[Action]
export type ObjectOf<A extends Action> = Objects[(typeof ACTIONS)[A]['of']]

export const isCommand = (name: Action): name is CommandKind => Object.hasOwn(COMMANDS, name)
