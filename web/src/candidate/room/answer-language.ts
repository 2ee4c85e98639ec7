// Owns: the name of the language a question is to be answered in, in the reader's language.
import type { Language } from '../../ui/i18n.ts'

/** @param tag BCP 47, e.g. `en` → 英语 · English; an unknown tag is shown as it is */
export function languageName(tag: string, language: Language): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
