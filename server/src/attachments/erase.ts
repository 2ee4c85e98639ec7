// Owns: the attachments of an interview when it is erased.
// Never asks whether it may be: the erasing feature does.
import { inArray } from 'drizzle-orm'
import { attachments } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async interview(within, { sittingIds }) {
    await within.delete(attachments).where(inArray(attachments.sittingId, [...sittingIds]))
  },
}
