// Owns: the marker, a small text in the place of the blobs that names the installation whose they are, and what is said of it.
// Never a secret, and never written over another installation's.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BlobStoreError } from './blob-store.ts'

/** Beside the attempts, whose names are UUIDs. */
export const MARKER_NAME = 'zhishi-store.json'
/** Far more than the text has; an object of that name that is longer is none of ours. */
export const MARKER_MAX_BYTES = 1000

const marker = z.object({ zhishiStore: z.literal(1), installation: z.string() })

const ABOUT =
  'The recordings of one installation of Zhishi lie here. Its server does not start where this file is missing: keep it with them.'

/** Names an installation: the same for a database restored from a backup, another one for every database that is made. */
export function installationName(options: { masterKeyId: string; installedAt: number }): string {
  return createHash('sha256')
    .update(`zhishi-store-1\n${options.masterKeyId}\n${options.installedAt}`)
    .digest('hex')
    .slice(0, 32)
}

export function markerText(installation: string): string {
  return `${JSON.stringify({ zhishiStore: 1, installation, about: ABOUT })}\n`
}

/** `damaged`: something lies there that is no marker. */
export type MarkerVerdict = 'own' | 'missing' | 'foreign' | 'damaged'

export function judgeMarker(found: string | null, own: string): MarkerVerdict {
  if (found === null) return 'missing'
  if (found === own) return 'own'
  try {
    const parsed = marker.parse(JSON.parse(found))
    return parsed.installation === marker.parse(JSON.parse(own)).installation ? 'own' : 'foreign'
  } catch {
    return 'damaged'
  }
}

/** @throws BlobStoreError `unavailable`, unless it is this installation's */
export function refuseOtherMarker(found: string | null, own: string): void {
  const verdict = judgeMarker(found, own)
  if (verdict === 'own') return
  const cause = new Error(`the marker of this installation is not where its recordings lie: ${verdict}`)
  throw new BlobStoreError('unavailable', { cause })
}
