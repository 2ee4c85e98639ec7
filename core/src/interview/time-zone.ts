// Owns: which names are time zones: those of the IANA list that this engine knows.
// Never an abbreviation or an offset: engines take CST for Chicago and BST for Dhaka, and some take +08:00.

/** The areas of the IANA time zone database (theory.html, "Timezone identifiers"; backward). */
const AREAS =
  'Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US'
const IN_AREA = new RegExp(`^(?:${AREAS})(?:/[A-Z][A-Za-z0-9+_-]*){1,2}$`)
/** Names without an area that the IANA list has; others without one are the engine's own. */
const WITHOUT_AREA = new Set(
  (
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel ' +
    'Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT ' +
    'UTC Universal W-SU WET Zulu'
  ).split(' '),
)
/** In the area's form and in no list of IANA's. */
const NEVER = new Set(['US/Pacific-New'])

export function isTimeZone(name: string): boolean {
  if (!(IN_AREA.test(name) || WITHOUT_AREA.has(name)) || NEVER.has(name)) return false
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    // engines do not mind capitals, programs that compare names do
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}
