// Owns: the word on how much of the due time a recording shows: reads the frame and sound times of the files on the server's
// disk with ffprobe, and says per feed what was due, what of it is recorded, what is missing and what of that nobody declared.
// A program of its own, usable by hand, that knows nothing of the product but where its blobs lie and how they are encrypted; never asks
// the server or a page: when T0 and the end were, and when each part began, it is told in a file (faults/said.ts asks the server).
//
//   node e2e/compare/recorded.ts --data DIR [--keys DIR] --said FILE [--json]
//
// Exits with 1 when a file cannot be read or a named part is not there.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { coverageOf, recordedSpans, type Feed, type FileTimes, type Stretch } from '@zhishi/core/recording'
import { openBlobs, type Decrypt } from './decrypt.ts'

/** What the server says of one attempt; instants by its clock. */
export type Said = {
  /** T0 to the end: what is due */
  due: Stretch
  /** the candidate's last press on entry or after a reload, where the row asks for it */
  lastPressAt: number | null
  parts: Array<{ attemptId: string; partId: string; feed: Feed; startedAt: number }>
  /** gaps that are told to staff, by whoever declared them */
  declared: Array<Stretch & { feed: Feed }>
  /** how much of the due time is missing, as staff are told */
  told: Array<{ feed: Feed; missingMs: number }>
}

export type Figures = {
  dueMs: number
  recordedMs: number
  missingMs: number
  /** of the missing time, what no declared gap covers */
  undeclaredMs: number
}
/** `gaps`: from T0 on, milliseconds after it. `afterPress`: the same figures from the last press on, null without one. */
export type FeedFigures = Figures & {
  feed: Feed
  /** `missingMs` as staff are told; null: they are told nothing of this feed */
  toldMissingMs: number | null
  files: number
  emptyFiles: number
  gaps: Array<{ fromMs: number; toMs: number }>
  afterPress: Figures | null
}

/** What every attempt of a computer has to record; a phone only where it has sent something. */
const ALWAYS: readonly Feed[] = ['camera', 'screen']
/** Packets of ten minutes are about 40,000 lines of 30 bytes; of three hours 25 MB. */
const OUTPUT_MAX_BYTES = 2 ** 28
/** Two clocks, and the way from a frame to its place in the file: what a declared gap may be off by at each end. */
const DECLARED_SLACK_MS = 1000

const run = promisify(execFile)

/** Frame and sound times in milliseconds from the start of the file, as ffprobe reads them. */
async function timesOf(file: string, hasSound: boolean): Promise<FileTimes> {
  const args = ['-v', 'error', '-show_entries', 'packet=codec_type,pts_time', '-of', 'csv=p=0', file]
  const { stdout } = await run('ffprobe', args, { encoding: 'utf8', maxBuffer: OUTPUT_MAX_BYTES })
  const packets = stdout.split('\n').flatMap((line) => {
    const [kind, seconds] = line.split(',')
    const ms = Number(seconds) * 1000
    return seconds === undefined || Number.isNaN(ms) ? [] : [{ kind, ms }]
  })
  const of = (kind: string): number[] => packets.filter((one) => one.kind === kind).map(({ ms }) => ms)
  return { frames: of('video'), sound: hasSound ? of('audio') : null }
}

/** ffprobe reads a file. */
async function timesOfPlain(bytes: Buffer, hasSound: boolean): Promise<FileTimes> {
  const directory = mkdtempSync(join(tmpdir(), 'zhishi-recorded-'))
  try {
    const file = join(directory, 'part')
    writeFileSync(file, bytes)
    return await timesOf(file, hasSound)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

type Blobs = { dataDirectory: string; decrypt: Decrypt }

async function measure(blobs: Blobs, said: Said): Promise<FeedFigures[]> {
  const feeds = [...new Set([...ALWAYS, ...said.parts.map(({ feed }) => feed)])]
  return Promise.all(feeds.map((feed) => measureFeed(blobs, said, feed)))
}

async function measureFeed({ dataDirectory, decrypt }: Blobs, said: Said, feed: Feed): Promise<FeedFigures> {
  const parts = said.parts.filter((part) => part.feed === feed)
  const recorded: Stretch[] = []
  let emptyFiles = 0
  for (const { attemptId, partId, startedAt } of parts) {
    const file = join(dataDirectory, 'blobs', attemptId, partId)
    const bytes = statSync(file, { throwIfNoEntry: false })?.size
    if (bytes === undefined)
      throw new Error(`the server names the part ${attemptId}/${partId}, and there is no such file`)
    if (bytes === 0) {
      emptyFiles += 1
      continue
    }
    const spans = recordedSpans(
      await timesOfPlain(decrypt(`${attemptId}/${partId}`, 0, readFileSync(file)), feed === 'camera'),
    )
    recorded.push(...spans.map(({ fromMs, toMs }) => ({ fromAt: startedAt + fromMs, toAt: startedAt + toMs })))
  }
  const declared = said.declared
    .filter((gap) => gap.feed === feed)
    .map(({ fromAt, toAt }) => ({ fromAt: fromAt - DECLARED_SLACK_MS, toAt: toAt + DECLARED_SLACK_MS }))
  const figuresOf = (due: Stretch): Figures & { gaps: Stretch[] } => {
    const { gaps, ...sums } = roundedCoverage(due, recorded)
    const undeclaredMs = gaps.reduce((sum, gap) => sum + roundedCoverage(gap, declared).missingMs, 0)
    return { ...sums, undeclaredMs, gaps }
  }
  const { gaps, ...figures } = figuresOf(said.due)
  const after = said.lastPressAt === null ? null : figuresOf({ fromAt: said.lastPressAt, toAt: said.due.toAt })
  return {
    feed,
    ...figures,
    toldMissingMs: said.told.find((one) => one.feed === feed)?.missingMs ?? null,
    files: parts.length,
    emptyFiles,
    gaps: gaps.map(({ fromAt, toAt }) => ({ fromMs: fromAt - said.due.fromAt, toMs: toAt - said.due.fromAt })),
    afterPress: after && {
      dueMs: after.dueMs,
      recordedMs: after.recordedMs,
      missingMs: after.missingMs,
      undeclaredMs: after.undeclaredMs,
    },
  }
}

/** Whole milliseconds: packets have fractions of one. */
function roundedCoverage(due: Stretch, recorded: readonly Stretch[]) {
  return coverageOf(
    due,
    recorded.map(({ fromAt, toAt }) => ({ fromAt: Math.round(fromAt), toAt: Math.round(toAt) })),
  )
}

function say(feeds: readonly FeedFigures[]): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  return feeds
    .map(({ feed, dueMs, recordedMs, missingMs, undeclaredMs, files, emptyFiles, gaps, afterPress }) =>
      [
        `${feed}: due ${seconds(dueMs)}, recorded ${seconds(recordedMs)}, missing ${seconds(missingMs)}, of it ` +
          `${seconds(undeclaredMs)} undeclared; ${files} files, ${emptyFiles} of them empty`,
        ...(afterPress ? [`  after the last press: ${seconds(afterPress.missingMs)} missing`] : []),
        ...gaps.map(({ fromMs, toMs }) => `  nothing from T0 + ${seconds(fromMs)} to T0 + ${seconds(toMs)}`),
      ].join('\n'),
    )
    .join('\n')
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    keys: { type: 'string' },
    said: { type: 'string' },
    json: { type: 'boolean' },
  },
})
if (values.data === undefined || values.said === undefined) {
  console.error('Usage: node e2e/compare/recorded.ts --data DIR [--keys DIR] --said FILE [--json]')
  process.exitCode = 2
} else {
  const decrypt = await openBlobs({ dataDirectory: values.data, keysDirectory: values.keys })
  const feeds = await measure(
    { dataDirectory: values.data, decrypt },
    JSON.parse(readFileSync(values.said, 'utf8')) as Said,
  )
  console.log(values.json ? JSON.stringify(feeds) : say(feeds))
}
