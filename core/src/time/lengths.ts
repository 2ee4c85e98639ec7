// Owns: the lengths of time that everything is counted in, in milliseconds.
// Never imports anything: pages that must be small need them.

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
