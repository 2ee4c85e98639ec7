// Owns: the rows of face pictures and face tries when an attempt is erased.
// Never asks whether it may be: the erasing feature does.
import { eq } from 'drizzle-orm'
import { facePictures, faceTries } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(facePictures).where(eq(facePictures.attemptId, attemptId))
    await within.delete(faceTries).where(eq(faceTries.attemptId, attemptId))
  },
}
