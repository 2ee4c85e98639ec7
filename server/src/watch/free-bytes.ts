// Owns: how much the disk under a directory can still take, and how much it has.
import { statfs } from 'node:fs/promises'
import type { Volume } from '@zhishi/core/recording'

export type ReadFreeBytes = (directory: string) => Promise<number>

/** What an ordinary user may still fill: the part kept for root is not ours. @throws where the disk does not answer */
export const readFreeBytes: ReadFreeBytes = async (directory) => {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

/** Both as an ordinary user has it. @throws where the disk does not answer */
export async function readVolume(directory: string): Promise<Volume> {
  const { bavail, bfree, blocks, bsize } = await statfs(directory)
  return { freeBytes: bavail * bsize, totalBytes: (blocks - bfree + bavail) * bsize }
}
