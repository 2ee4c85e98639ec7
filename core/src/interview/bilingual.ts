// Owns: the text that stands in both languages, as pages get it and as somebody writes it.
// Never chooses a language: pages do.
import { z } from 'zod'

/** A text in Chinese, and in English where it is given; pages fall back to the Chinese one. */
export const bilingual = z.object({ zh: z.string(), en: z.string().optional() })
export type Bilingual = z.infer<typeof bilingual>

/** The same as an organiser writes it, of at most so many characters in each language. Lines are kept. */
export const writtenBilingual = (maxChars: number) =>
  z.strictObject({
    zh: z.string().trim().min(1).max(maxChars),
    en: z.string().trim().min(1).max(maxChars).optional(),
  })

/** A name: of an interview, a sitting, an attachment, an element of a rubric. */
export const writtenName = writtenBilingual(400)
