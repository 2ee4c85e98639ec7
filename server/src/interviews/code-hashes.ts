// Owns: turning the personal codes of a document into hashes, with a word on how far it is. Argon2 takes its time on
// purpose: some 30 ms a code, so thousands of them take minutes and are never hashed inside a transaction.
// Never keeps a code.
import type { InterviewDocument, RosterEntry } from '@zhishi/core/interview'
import type { CandidatesService } from '../candidates/service.ts'

/** Two at once keep two cores busy and leave half of Node's four threads to the disk, where recordings are synced. */
const AT_ONCE = 2

/** Codes of a document that are given in the clear, once for each person. */
export function codesOf({ sittings }: InterviewDocument): Map<string, string> {
  return new Map(
    sittings
      .flatMap(({ roster }) => roster)
      .flatMap(({ number, personalCode }) => (personalCode === undefined ? [] : [[number, personalCode] as const])),
  )
}

/** Numbers in force by which people of a new document are known. */
const knownNumber = ({ number, formerNumber }: RosterEntry): string[] =>
  formerNumber === undefined ? [number] : [number, formerNumber]

/**
 * Hashes by number. A code that is the one in force keeps its hash, so that importing the same file again changes nothing.
 * @param known hashes in force by number
 */
export async function hashCodes(
  document: InterviewDocument,
  codes: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, string>,
  candidates: CandidatesService,
  onHashed: (number: string, hash: string) => void,
): Promise<void> {
  const entries = new Map(document.sittings.flatMap(({ roster }) => roster).map((entry) => [entry.number, entry]))
  const waiting = [...codes]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [number, code] = next
      const entry = entries.get(number)
      const before = (entry ? knownNumber(entry) : []).map((one) => known.get(one)).find((one) => one !== undefined)
      const isSame = before !== undefined && (await candidates.isCode(before, code))
      onHashed(number, isSame ? before : await candidates.hashCode(code))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** The document with hashes in the place of codes. */
export function withHashes(document: InterviewDocument, hashes: ReadonlyMap<string, string>): InterviewDocument {
  const hashed = ({ personalCode, personalCodeHash, ...entry }: RosterEntry): RosterEntry => {
    const hash = personalCode === undefined ? personalCodeHash : hashes.get(entry.number)
    return { ...entry, ...(hash === undefined ? {} : { personalCodeHash: hash }) }
  }
  return {
    ...document,
    sittings: document.sittings.map((sitting) => ({ ...sitting, roster: sitting.roster.map(hashed) })),
  }
}
