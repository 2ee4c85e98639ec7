// Owns: what others import of what defines an interview.
export { bilingual, type Bilingual } from './bilingual.ts'
export * from './definition.ts'
export * from './number-doubt.ts'
export { defaultSettings, settings, type Settings } from './settings.ts'
export * from './settings-list.ts'
