// Owns: what others import of scoring.
export * from './points.ts'
export * from './review-code.ts'
export * from './rubric.ts'
export * from './score-sheet.ts'
