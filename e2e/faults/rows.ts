// Owns: the rows of the fault matrix, in the order they are run: quick ones first.
import type { Row } from './row.ts'
import { AUTHORITY_ROWS } from './rows-authority.ts'
import { CLIENT_ROWS } from './rows-client.ts'
import { SERVER_ROWS } from './rows-server.ts'
import { SLOW_ROWS } from './rows-slow.ts'
import { STORE_ROWS } from './rows-store.ts'
import { WIRE_ROWS } from './rows-wire.ts'

export const ROWS: readonly Row[] = [
  ...WIRE_ROWS,
  ...AUTHORITY_ROWS,
  ...SERVER_ROWS,
  ...STORE_ROWS,
  ...CLIENT_ROWS,
  ...SLOW_ROWS,
]
