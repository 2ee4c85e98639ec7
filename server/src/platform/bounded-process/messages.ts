// Owns: what a bounded process and its parent say to each other, and where. Holds no secret and no path.

/** Where the two ends meet: the first numbers are those of standard streams. */
export const PORT_FD = 3
/** The one file that a process may write, opened by its parent. */
export const OUTPUT_FD = 4

/** 4 MiB: a library asks for up to 8 ahead, which comes in two of them. */
export const READ_MAX_BYTES = 4 * 1024 * 1024

/** `unavailable`: not for what it was given, but for what this machine has left. */
export const FAILED_REASONS = ['notReadable', 'tooLarge', 'unavailable'] as const
export type FailedReason = (typeof FAILED_REASONS)[number]

export type ToChild<Job> = { kind: 'job'; job: Job } | { kind: 'read'; id: number; failure: string | null }

export type FromChild<Answer> =
  | { kind: 'ready'; facts: string }
  | { kind: 'read'; id: number; blob: number; from: number; to: number }
  | { kind: 'answer'; answer: Answer }
  | { kind: 'failed'; reason: FailedReason; why: string }
