// Owns: every table of the product in one place, so that a newcomer sees the data whole.
// Never holds a derived phase. Personal data is sealed (`…Sealed`), hashed or keyed-hashed before it gets here.
export * from './tables/attempts.ts'
export * from './tables/candidates.ts'
export * from './tables/erasing.ts'
export * from './tables/interviews.ts'
export * from './tables/live.ts'
export * from './tables/memberships.ts'
export * from './tables/platform.ts'
export * from './tables/recordings.ts'
export * from './tables/scoring.ts'
export * from './tables/staff.ts'
