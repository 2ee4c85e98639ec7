// Owns: that the pages are built once before the stories begin: every start builds them when they are older than their
// sources, and two workers that do so at the same time would take them from under each other.
import { refusedStart } from './harness/product.ts'

/** About 15 s on an idle machine. */
const BUILD_LIMIT_MS = 5 * 60_000

/** A start with a port that is none builds the pages, says so, and ends. @throws Error when they cannot be built */
export default async function buildPages(): Promise<void> {
  const { code, stderr } = await refusedStart(['--port', 'none'], BUILD_LIMIT_MS)
  if (code !== 2) throw new Error(`the pages could not be built (${code}):\n${stderr}`)
}
