// Owns: what others use of the process (docs/process-rules.md).
export * from './attempt.ts'
export * from './command.ts'
export * from './gate.ts'
export * from './step.ts'
export * from './apply.ts'
export * from './decide.ts'
export * from './due.ts'
export * from './gates.ts'
export * from './phase.ts'
export * from './release.ts'
export * from './reviewing.ts'
export { checkEvidenceUntil, checkInWindow, endsAtOf, isOver, missedAfter, overFromOf, startsAtOf } from './schedule.ts'
export {
  canCompare,
  countsAsIdPhoto,
  identityCheckOf,
  mayGoOnAt,
  mayTakeIdPhoto,
  type PhotoOrigin,
} from './steps/sign-in.ts'
export * from './uncovered.ts'
