// Owns: what one attempt may still take of a disk that is nearly full: the last fifth is nobody's alone.
// Never a reason to lose anything: a device keeps what does not fit, and asks again.

/** What a disk has, and how much of it can still be written. */
export type Volume = { freeBytes: number; totalBytes: number }

const SHARED_BELOW = 1 / 5
/** Room that comes and goes at the border does not begin a new sharing each time. */
const SHARED_UNTIL = 11 / 50

/** Whether what is left is shared out. `isShared`: whether it was until now. */
export function isSharedOut({ freeBytes, totalBytes }: Volume, { isShared }: { isShared: boolean }): boolean {
  return freeBytes < totalBytes * (isShared ? SHARED_UNTIL : SHARED_BELOW)
}

/** A hundredth more is free than when it was shared out: somebody made room, which is shared out anew. */
export const hasMoreSpace = ({ freeBytes, totalBytes }: Volume, sharedBytes: number): boolean =>
  freeBytes >= sharedBytes + totalBytes / 100

/** What each of so many attempts may take of what was left. */
export const fairShare = (freeBytes: number, attempts: number): number => Math.floor(freeBytes / Math.max(1, attempts))
