// Owns: why an edit is refused, and what is doubtful in one, in one English sentence each, for the command line and the log of an import.
// Never the words of a page: pages say the codes in the reader's language.
import type { EditDoubt, EditRefusal, EditRefusalCode } from '@zhishi/core/edits'
import { formatInstant } from '@zhishi/core/time'

const SENTENCES: Record<EditRefusalCode, string> = {
  otherInterview: 'this is the document of another interview',
  startPassed: 'T0 has passed and cannot be moved any more',
  somebodyEntered: 'somebody has entered, so T0 cannot be moved any more',
  signInBegun: 'sign-in is open, so T0 can only move later',
  startInPast: 'T0 must lie ahead',
  kindBegun: 'the sitting has opened, so how it starts, and whether it is a mock, cannot be changed any more',
  windowBegun: 'this window has opened and keeps its opening',
  windowClosesBeforeNow: 'this window would have closed already; it may close now at the earliest',
  answeringBegun: 'somebody is answering or has answered, so the duration stays',
  questionsHandedOut: 'computers hold the sealed questions already, so they cannot be changed any more',
  attachmentsHandedOut: 'candidates may have read the attachments already, so they cannot be changed any more',
  scoringBegun: 'examiners have scored by this rubric, so only its names can be changed',
  sittingHasHistory: 'something has happened in a sitting that would be removed',
  personHasHistory: 'has begun already and cannot be taken from the roster; withdraw the attempt instead',
  numberTaken: 'one of the two numbers is another person’s',
  lotsUsedUp: 'the draw is open and has not so many spare lots left',
  fileMissing: 'is named here and was not handed in',
  photoUnfit: 'cannot be an ID photo, which is a JPEG picture of at most 2 MiB',
}

/** What may be wrong with a number, as it stands in the document. */
export function describeDoubt({ kind, person, given, right }: EditDoubt): string {
  const what =
    kind === 'checkDigit'
      ? `has the check digit ${given}, which would be ${right} by GB 11643`
      : `has ${given} digits; the number of a mainland ID card has ${right}`
  return `please check: ${person.name} (${person.number}) ${what}`
}

export function describeRefusal({ code, person, file, at }: EditRefusal): string {
  const about = person ? `${person.name} (${person.number}) ` : file === null ? '' : `${file} `
  return `${about}${SENTENCES[code]}${at === null ? '' : ` (${formatInstant(at)})`}`
}
