// Owns: that the pages are built once before the stories begin: every start builds them when they are older than their
// sources, and two workers that do so at the same time would take them from under each other.
import { buildPages } from '../tools/pages.ts'

/** @throws Error when they cannot be built; why has been printed */
export default async function buildPagesOnce(): Promise<void> {
  if (!buildPages()) throw new Error('the pages could not be built')
}
