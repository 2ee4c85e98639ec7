// Owns: the arithmetic of what was measured.

/** The middle value of an odd number of them. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** 1 kB = 1000 bytes, as everywhere in this product; to a tenth. */
export function kB(bytes: number): number {
  return Math.round(bytes / 100) / 10
}
