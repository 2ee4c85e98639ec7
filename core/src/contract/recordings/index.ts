// Owns: what the recordings of attempts are in the contract, all files of this folder together.
// Never holds an endpoint or a view.
import type { Endpoints } from '../endpoint.ts'
import { coverageEndpoints } from './coverage.ts'
import { importEndpoints } from './import.ts'
import { journalEndpoints } from './journal.ts'
import { partsEndpoints } from './parts.ts'
import { uploadEndpoints } from './upload.ts'

export * from './coverage.ts'
export * from './import.ts'
export * from './journal.ts'
export * from './parts.ts'

export const recordingsEndpoints = {
  ...partsEndpoints,
  ...coverageEndpoints,
  ...journalEndpoints,
  ...importEndpoints,
  ...uploadEndpoints,
} as const satisfies Endpoints
