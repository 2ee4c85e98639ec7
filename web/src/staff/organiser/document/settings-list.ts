// Owns: which settings a page offers, in the order of the process, and what kind of field each needs.
// Never a default or a bound: the server has them.

export const SETTINGS = [
  { path: 'download.opensBefore', kind: 'length' },
  { path: 'download.closesBefore', kind: 'length' },
  { path: 'preparation.opensBefore', kind: 'length' },
  { path: 'preparation.closesBefore', kind: 'length' },
  { path: 'signIn.opensBefore', kind: 'length' },
  { path: 'signIn.face', kind: 'choice', of: ['required', 'off'] },
  { path: 'signIn.faceTries', kind: 'count' },
  { path: 'signIn.mayEnrolFromCamera', kind: 'yesNo' },
  { path: 'briefing.isRequired', kind: 'yesNo' },
  { path: 'evidence.isRequired', kind: 'yesNo' },
  { path: 'evidence.sweep', kind: 'length' },
  { path: 'evidence.checkWithin', kind: 'length' },
  { path: 'attachments.isRequired', kind: 'yesNo' },
  { path: 'entry.opensBefore', kind: 'length' },
  { path: 'entry.closesAfter', kind: 'length' },
  // a release by hand is not offered: the document does not take it yet
  { path: 'entry.release', kind: 'choice', of: ['automatic'] },
  { path: 'answering.duration', kind: 'length' },
  { path: 'answering.isEarlyFinishAllowed', kind: 'yesNo' },
  { path: 'answering.selfPacedLead', kind: 'length' },
  { path: 'recording.cameraBitsPerSecond', kind: 'count' },
  { path: 'recording.screenBitsPerSecond', kind: 'count' },
  { path: 'recording.evidenceBitsPerSecond', kind: 'count' },
  { path: 'recording.gapCountsFrom', kind: 'length' },
] as const

export type Setting = (typeof SETTINGS)[number]
/** Groups of the page: steps of the process, and the recording. */
export const GROUPS = [
  'download',
  'preparation',
  'signIn',
  'briefing',
  'evidence',
  'attachments',
  'entry',
  'answering',
  'recording',
] as const

export const settingAt = (path: string): Setting | undefined => SETTINGS.find((one) => one.path === path)
export const settingsOf = (group: (typeof GROUPS)[number]): Setting[] =>
  SETTINGS.filter(({ path }) => path.startsWith(`${group}.`))
