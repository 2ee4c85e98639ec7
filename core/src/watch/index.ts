// Owns: what others import of what an organiser watches.
export * from './absent.ts'
export * from './alarms.ts'
export * from './figures.ts'
export * from './safety.ts'
export * from './jobs.ts'
