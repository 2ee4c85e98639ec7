// Owns: what people type of identity, as it is meant: full-width forms, invisible and direction marks, spaces and letters
// of other alphabets that look like Latin ones. Pages and server fold by this and by nothing else.
// Never knows what a number or code belongs to.

/** Capitals of other alphabets in place of the Latin ones they look like. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  // Cyrillic
  ...pairs('АВЕЅІЈКМНОРСТУХҮԚԜ', 'ABESIJKMHOPCTYXYQW'),
  // Greek
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'),
  // written for the X at the end of an ID number
  '×': 'X',
}

/** Hyphens of every length, the minus, and the long-vowel mark that a Japanese keyboard gives for a hyphen. */
const HYPHENS = /[\p{Pd}\u2212\u30FC]/gu
/** What is not seen: spaces, control and format characters (direction marks, joiners, BOM, soft hyphen), fillers. */
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
/** Unseen as well, and never part of a name or an address: joiners and variation selectors are, so they are not here. */
const MARKS = /[^\P{Cc}\s]|[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu

/**
 * A number or code in one form, however it was typed: capitals, half-width, `-` for every hyphen, nothing unseen, Latin
 * letters for those that look like them. What is left that no number has stays, for whoever checks the form.
 */
export function foldTyped(typed: string): string {
  const seen = typed.normalize('NFKC').replace(UNSEEN, '').replace(HYPHENS, '-').toUpperCase()
  return Array.from(seen, (one) => LOOK_ALIKES[one] ?? one).join('')
}

/** A name or a link as it is seen: without the marks that are not, one space for each gap, none around. */
export function withoutMarks(typed: string): string {
  return typed.replace(MARKS, '').replace(/\s+/g, ' ').trim()
}

/** Whether a text holds what somebody looks for, both as they are meant. Nothing looked for is in every text. */
export function holdsTyped(text: string, wanted: string): boolean {
  return foldTyped(text).includes(foldTyped(wanted))
}

function pairs(from: string, to: string): Record<string, string> {
  return Object.fromEntries(Array.from(from, (one, at) => [one, to[at] ?? one]))
}
