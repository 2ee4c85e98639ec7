// Owns: whether something of an attempt may be recorded now, so that a way to the live view leads to something.
// Pure. Never decides who may look: the server does.
import type { Phase } from '@zhishi/core/process'

/**
 * From check-in, when the phone may begin, to the end of the interview; and until its phone is stopped by hand.
 * `isPhoneOpen`: of what the phone has sent not everything is sealed.
 */
export function hasLive(phase: Phase, isPhoneOpen: boolean): boolean {
  if (phase === 'checkIn' || phase === 'waiting' || phase === 'answering') return true
  return phase === 'handingIn' && isPhoneOpen
}
