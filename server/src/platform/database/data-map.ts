// Owns: all tables and the tags of all of them, from which docs/data-map.md is written.
// Never read by the product.
import { is, Table } from 'drizzle-orm'
import * as schema from './tables.ts'
import { attemptTags } from './tables/attempts-tags.ts'
import { candidateTags } from './tables/candidates-tags.ts'
import { erasingTags } from './tables/erasing-tags.ts'
import { interviewTags } from './tables/interviews-tags.ts'
import { liveTags } from './tables/live-tags.ts'
import { platformTags } from './tables/platform-tags.ts'
import { recordingTags } from './tables/recordings-tags.ts'
import { scoringTags } from './tables/scoring-tags.ts'
import { staffTags } from './tables/staff-tags.ts'

const stored: unknown[] = Object.values(schema)
/** What is stored. */
export const TABLES = stored.filter((it): it is Table => is(it, Table))

/** What is said of it, in the order of the map. */
export const TAGS = [
  ...candidateTags,
  ...attemptTags,
  ...recordingTags,
  ...liveTags,
  ...scoringTags,
  ...interviewTags,
  ...staffTags,
  ...platformTags,
  ...erasingTags,
]
