// Owns: getting bytes of a part that grows, and places in it, from the server.
// Never keeps them: the player does, as long as it needs them.
import { endpoints, type LivePosition } from '@zhishi/core/contract'
import type { PartId } from '@zhishi/core/ids'
import { call } from '../../../client/call.ts'

/** A line that brings nothing for so long has to be asked again. */
const PATIENCE_MS = 8000

/** @param to absent: as much as the server gives at once. Null: they did not come. Empty: there are none (yet). */
export async function fetchBytes(id: PartId, from: number, to?: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const response = await fetch(endpoints.readLiveBytes.path.replace(':partId', id), {
      headers: { range: `bytes=${from}-${to === undefined ? '' : to - 1}` },
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null
  } catch {
    return null
  }
}

/** Where to begin to show a time of a part; for its newest picture any time that has not come yet. */
export async function findPosition(id: PartId, atMs: number): Promise<LivePosition | null> {
  const answer = await call('findLivePosition', { params: { partId: id }, body: { atMs: Math.max(0, atMs) } })
  return answer.ok ? answer.value.position : null
}
