// Owns: the public door of what defines an interview.
export * from './definition.ts'
export * from './settings.ts'
