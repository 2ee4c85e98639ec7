// Owns: reading what the public download page needs of interviews and sittings.
// Never reads anything about a person.
import { asc, eq } from 'drizzle-orm'
import type { Queryable } from '../platform/database/database.ts'
import { interviews, sittings } from '../platform/database/tables.ts'

export function loadSittingsWithInterviews(db: Queryable) {
  return db
    .select({ interview: interviews, sitting: sittings })
    .from(sittings)
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .orderBy(asc(interviews.importedAt), asc(sittings.position))
}
