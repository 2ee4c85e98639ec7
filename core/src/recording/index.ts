// Owns: the public door of recording arithmetic and formats (DESIGN §6).
export * from './beat.ts'
export * from './digest.ts'
export * from './feeds.ts'
export * from './grant.ts'
export * from './journal.ts'
export * from './part.ts'
export * from './timeline.ts'
