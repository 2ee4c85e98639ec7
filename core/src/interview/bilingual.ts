// Owns: the short text that stands in both languages.
// Never chooses a language: pages do.
import { z } from 'zod'

/** A text in Chinese, and in English where it is given; pages fall back to the Chinese one. */
export const bilingual = z.strictObject({
  zh: z.string().trim().min(1).max(400),
  en: z.string().trim().min(1).max(400).optional(),
})
export type Bilingual = z.infer<typeof bilingual>
