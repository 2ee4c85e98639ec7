// Owns: the candidate's own check of a draw: the public file is fetched anew and every lot computed again in this browser
// by core's rule. Never believes what the server says of itself: only what can be computed.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { DrawView } from '@zhishi/core/contract'
import { checkDraw, handleOf, type DrawCrypto, type DrawFault } from '@zhishi/core/draw'
import type { AttemptId } from '@zhishi/core/ids'
import type { Refusal } from '@zhishi/core/refusal'
import { call } from '../../client/call.ts'

/** What may be wrong beside the file itself: not open yet, another one than before, or not about this candidate. */
export type OwnFault = DrawFault | 'notOpen' | 'changed' | 'notMine' | 'lotDiffers'

export type Checked =
  | { kind: 'agrees'; count: number }
  | { kind: 'fault'; fault: OwnFault }
  /** `refusal` undefined: the server was not reached */
  | { kind: 'noFile'; refusal: Refusal | undefined }

const crypto: DrawCrypto = { sha256, hmac: (key, bytes) => hmac(sha256, key, bytes) }

/** @param own what this page was told of the own lot, once drawn */
export async function checkOwnDraw(attemptId: AttemptId, own: DrawView): Promise<Checked> {
  const answer = await call('readDrawFile', { params: { sittingId: own.file.sittingId } })
  if (!answer.ok) return { kind: 'noFile', refusal: answer.refusal }
  const { lots, ...file } = answer.value
  if (lots === null || own.salt === null) return { kind: 'fault', fault: 'notOpen' }
  const seen = own.file.contributions.map((one) => one.commitment).join()
  const isSame = file.rollHash === own.file.rollHash && file.contributions.map((one) => one.commitment).join() === seen
  if (!isSame) return { kind: 'fault', fault: 'changed' }
  if (handleOf(crypto, own.salt, attemptId) !== own.handle) return { kind: 'fault', fault: 'notMine' }
  if (lots.find((one) => one.handle === own.handle)?.lot !== own.lot) return { kind: 'fault', fault: 'lotDiffers' }
  const fault = checkDraw(crypto, { ...file, lots })
  return fault ? { kind: 'fault', fault } : { kind: 'agrees', count: lots.length }
}
