// Owns: the ID photo and the face template of a candidate when their last attempt is erased.
// Never asks whether it may be: the erasing feature does.
import { eq } from 'drizzle-orm'
import { idPhotos } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { personId, isLast }) {
    if (isLast) await within.delete(idPhotos).where(eq(idPhotos.personId, personId))
  },
}
