// Owns: the personal code of everybody in a bench, and its hash.
// Never used where signing in is what is measured.

export const PERSONAL_CODE = 'BENCH234'
/** Of that code, with the least argon2 there is: signing in is not what is measured. */
export const CHEAP_HASH =
  '$argon2id$v=19$m=8,t=1,p=1$GyCxr5DXXMT4dvNsYHUOXA$BIcr/I7qXaQOCooJzUkcu1AeShID2dkiU5UM80UpXLo'
