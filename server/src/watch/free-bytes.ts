// Owns: how much the disk under a directory can still take.
import { statfs } from 'node:fs/promises'

export type ReadFreeBytes = (directory: string) => Promise<number>

/** What an ordinary user may still fill: the part kept for root is not ours. @throws where the disk does not answer */
export const readFreeBytes: ReadFreeBytes = async (directory) => {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}
