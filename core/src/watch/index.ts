// Owns: the public door of what an organiser watches.
export * from './alarms.ts'
export * from './figures.ts'
export * from './safety.ts'
