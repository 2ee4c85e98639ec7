// Owns: `npm run verify -- --draw`: computes a draw again from its public file, looks for commitments that are missing or were
// changed, and compares it with copies that somebody has kept.
// Never asks a server, and never believes what the file says of itself.
import { createHash, createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { drawFile, type DrawFile } from '@zhishi/core/contract'
import { contributorsInWords, findingsOf, type DrawCrypto, type DrawFinding } from '@zhishi/core/draw'

const crypto: DrawCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

/** More of one kind say nothing that these do not. */
const SAID_AT_MOST = 50

const say = (text: string): void => void process.stdout.write(`${text}\n`)

export async function verifyDraw(argv: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: { draw: { type: 'boolean' } } })
  const [name, ...earlier] = positionals
  if (name === undefined) throw new Error('--draw names the public file of a draw')
  const file = await read(name)
  const said = findingsOf(crypto, file).map(describe)
  for (const copy of earlier) said.push(...differencesFrom(copy, await read(copy), file))

  say(`sitting ${file.sittingId}, rule ${file.rule}`)
  for (const one of file.commitments)
    say(
      `commitment ${one.number}, ${new Date(one.at).toISOString()}, ${WHY[one.why]}: roll ${one.rollHash}, contributions of ` +
        one.contributions.map(({ by }) => by).join(', '),
    )
  // in the words of the rule, whatever the file itself says
  say(contributorsInWords(file.contributions).en)
  if (file.lots === null) say('the draw is not open yet: lots cannot be computed, commitments can be compared')
  if (earlier.length === 0)
    say('no earlier copy was given: a file that was made anew as a whole would agree with itself')
  for (const line of said.slice(0, SAID_AT_MOST)) say(line)
  if (said.length > SAID_AT_MOST) say(`and ${said.length - SAID_AT_MOST} more`)
  say(
    said.length > 0
      ? 'NOT as it should be'
      : file.lots
        ? `${file.lots.length} lots computed again: all agree`
        : 'all agrees',
  )
  return said.length > 0 ? 1 : 0
}

async function read(name: string): Promise<DrawFile> {
  const parsed = drawFile.safeParse(JSON.parse(await readFile(name, 'utf8')))
  if (!parsed.success) throw new Error(`${name} is not the public file of a draw: ${parsed.error.message}`)
  return parsed.data
}

const WHY: Record<DrawFile['commitments'][number]['why'], string> = {
  imported: 'the sitting was imported',
  rosterEdited: 'the roster was edited',
  contributed: 'a person contributed',
  foundThere: 'as it stood when commitments began to be kept; earlier ones are not known',
}

/** One line for people. */
function describe(it: DrawFinding): string {
  switch (it.fault) {
    case 'commitmentMissing':
      return `commitment ${it.number} is MISSING`
    case 'commitmentChanged':
      return `commitment ${it.number} is CHANGED, or the one before it: its hash does not follow from them`
    case 'newestDiffers':
      return 'the newest commitment is NOT of this roll and these contributions'
    case 'rollDiffers':
      return 'the roll is NOT the one that was committed: its digest is another'
    case 'contributionDiffers':
      return `the contribution of the ${it.by} is NOT the one that was committed: its SHA-256 is another`
    case 'textDiffers':
      return `the text of the ${it.by} is NOT what was contributed`
    case 'wordsDiffer':
      return 'isServerAlone is NOT what the contributions say'
    case 'lotDiffers':
      return `the lot of ${it.handle} is ${it.claimed}, and by the rule it is ${it.computed}`
  }
}

/** What was committed when the copy was made and does not stand in the file any more. */
function differencesFrom(name: string, earlier: DrawFile, now: DrawFile): string[] {
  if (earlier.sittingId !== now.sittingId) return [`${name} is of ANOTHER sitting`]
  return earlier.commitments
    .filter(({ number, hash }) => !now.commitments.some((one) => one.number === number && one.hash === hash))
    .map(({ number }) => `commitment ${number} of ${name} is NOT in the file any more, or another took its number`)
}
