// Owns: which feature reads a table that another one owns, and why. A read that is not listed fails the architecture test,
// and so does an entry that nobody needs. Writing a foreign table has no list: nobody does it.

/** `<who reads> <table>`: why. */
export const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  'attempt-lists attempts':
    'staff lists choose attempts by sitting, by what has happened in them, and in order of roster',
  'attempt-lists sittings': 'which attempts are under way is a matter of their sitting’s times',
  'attempt-lists interviews': 'only interviews that are scored here have attempts to score',
  'attempts sittings': 'an attempt is decided by the times of its sitting: one statement reads both',
  'attempts interviews': 'and by the settings of its interview',
  'candidates attempts': 'which attempts belong to whoever signs in',
  'downloads sittings': 'the download page is public, and needs windows only',
  'downloads interviews': 'the same, with the name of the interview',
  'draws attempts': 'the roll of a sitting and the lots that were drawn',
  'draws sittings': 'when a draw opens is a window of its sitting',
  'draws interviews': 'and a setting of its interview',
  'help attempts': 'the queue of a proctor is cut only after what is of other interviews is left out',
  'help sittings': 'the same: an attempt is of the interview of its sitting',
  'id-photos candidates': 'photos are asked for by interview, which only the candidate names',
  'identity attempts': 'the queue of those who wait for a person, in the order of their waiting',
  'interviews attempts': 'how many candidates each sitting has',
  'live attempts': 'stills are asked for by sitting',
  'live grants': 'a still of a device that was stopped is refused in the statement that would store it',
  'platform parts': 'whether recordings were ever stored here: a database is not joined with a foreign blob store',
  'questions attempts': 'unlock codes belong to the attempts of the pack that they open',
  'questions sittings': 'codes are made for whoever starts next, and never while a sitting starts',
  'recordings attempts': 'the upload interval is set by sitting and told by attempt; a budget ends with its attempt',
  'recordings commands': 'the budget of an attempt counts its commands too',
  'recordings interviews': 'the budget of an attempt goes by the rates of its interview',
  'recordings sittings': 'whether the sitting is there whose interval is set',
  'scoring attempts': 'whether anything of an interview has been scored',
  'scoring sittings': 'the same: an interview is known by its sittings',
}
