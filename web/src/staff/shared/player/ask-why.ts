// Owns: finding out why a recording did not play: a media element only says that it failed.
// Never fetches the recording: one byte is asked for and given back, from its middle, so that it is no new look.
import { endpoints } from '@zhishi/core/contract'
import type { PartId } from '@zhishi/core/ids'
import { problemDetails, refusal } from '@zhishi/core/refusal'
import type { Failure } from '../queries.ts'

/** Where the playable copy of a part is; the media element asks it for ranges. */
export function playableUrl(partId: PartId): string {
  return endpoints.playPart.path.replace(':partId', encodeURIComponent(partId))
}

/**
 * The server's refusal, a server not reached, or `undecodable`: the bytes came and this browser cannot play them.
 * @param url of the playable file
 * @param code what the media element says (HTML, `MediaError.code`)
 */
export async function askWhy(url: string, code: number | undefined): Promise<Failure | 'undecodable'> {
  try {
    const response = await fetch(url, { headers: { range: 'bytes=1-1' }, cache: 'no-store' })
    if (response.ok) {
      await response.body?.cancel()
      return code === MediaError.MEDIA_ERR_NETWORK ? { refusal: undefined } : 'undecodable'
    }
    const problem = problemDetails.safeParse(await response.json())
    return { refusal: problem.success ? refusal.parse(problem.data) : undefined }
  } catch {
    return { refusal: undefined }
  }
}
