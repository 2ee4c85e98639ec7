// Owns: which documents are written by the program, from which part of the code.
// Never writes a file itself.
import { writeApi } from './api.ts'
import { writeAuditLog } from './audit-log.ts'
import { writeDataMap } from './data-map.ts'

/** By path from the root: what the file is to hold. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/api.md': writeApi,
  'docs/audit-log.md': writeAuditLog,
  'docs/data-map.md': writeDataMap,
}
