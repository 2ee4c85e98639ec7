// Owns: the type that holds an English text against its Chinese one. No text, and nothing at run time.

/**
 * The shape a translation of `T` must have: every key of it and, where Chinese has the one plural form (`_other`),
 * English singular too.
 */
export type TranslationOf<T> = { [K in keyof T]: T[K] extends string ? string : TranslationOf<T[K]> } & {
  [K in keyof T as K extends `${infer Stem}_other` ? `${Stem}_one` : never]: string
}
