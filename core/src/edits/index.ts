// Owns: what others import of edits: what changes in an interview that exists, and what may not.
export * from './change.ts'
export type * from './facts.ts'
export * from './plan.ts'
export { timesOf, windowForAll } from './windows.ts'
