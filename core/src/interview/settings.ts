// Owns: every number and choice of the process that an organiser may set, with their defaults (docs/interview-file.md).
// Never holds a moment in time: moments come from the sitting (definition.ts).
import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, formatDuration, parseDuration } from '../time/index.ts'

/** An ISO 8601 length in the document, milliseconds inside the program; a codec, so that an export writes it back. */
function length(defaultMs: number, range: { minMs: number; maxMs: number }) {
  return z
    .codec(
      z.string(),
      z
        .int()
        .min(range.minMs, `must be at least ${formatDuration(range.minMs)}`)
        .max(range.maxMs, `must be at most ${formatDuration(range.maxMs)}`),
      {
        decode(text, context) {
          const lengthMs = parseDuration(text)
          if (lengthMs !== null) return lengthMs
          context.issues.push({
            code: 'custom',
            input: text,
            message: `"${text}" is not a length such as PT15M, P7D or PT1M30S`,
          })
          return z.NEVER
        },
        encode: formatDuration,
      },
    )
    .prefault(formatDuration(defaultMs))
}

const upTo = (maxMs: number) => ({ minMs: 0, maxMs })

/** Windows relative to T0. `opensBefore` and `closesBefore` count back from T0, `closesAfter` forward. */
export const settings = z
  .strictObject({
    download: z
      .strictObject({ opensBefore: length(7 * DAY_MS, upTo(90 * DAY_MS)), closesBefore: length(0, upTo(90 * DAY_MS)) })
      .prefault({}),
    preparation: z
      .strictObject({ opensBefore: length(7 * DAY_MS, upTo(90 * DAY_MS)), closesBefore: length(0, upTo(90 * DAY_MS)) })
      .prefault({}),
    signIn: z
      .strictObject({
        opensBefore: length(30 * MINUTE_MS, upTo(12 * HOUR_MS)),
        /** `required`: a face login or a proctor confirms who is there; `off`: the personal code alone (mock) */
        face: z.enum(['required', 'off']).default('required'),
        faceTries: z.int().min(1).max(20).default(5),
        /** for practice only: a candidate without a registered ID photo takes one with the camera */
        mayEnrolFromCamera: z.boolean().default(false),
      })
      .prefault({}),
    briefing: z.strictObject({ isRequired: z.boolean().default(true) }).prefault({}),
    evidence: z
      .strictObject({
        isRequired: z.boolean().default(true),
        sweep: length(20 * SECOND_MS, upTo(5 * MINUTE_MS)),
        /** after the end, until which the candidate checks that the phone has uploaded (step 11) */
        checkWithin: length(60 * MINUTE_MS, upTo(DAY_MS)),
      })
      .prefault({}),
    attachments: z.strictObject({ isRequired: z.boolean().default(false) }).prefault({}),
    entry: z
      .strictObject({
        opensBefore: length(15 * MINUTE_MS, upTo(12 * HOUR_MS)),
        closesAfter: length(3 * MINUTE_MS, upTo(12 * HOUR_MS)),
        /** `organiser`: entry opens only once the organiser has released it */
        release: z.enum(['automatic', 'organiser']).default('automatic'),
      })
      .prefault({}),
    answering: z
      .strictObject({
        duration: length(10 * MINUTE_MS, { minMs: 10 * SECOND_MS, maxMs: 12 * HOUR_MS }),
        isEarlyFinishAllowed: z.boolean().default(true),
        /** self-paced: from the press of 【开始】 to T0 */
        selfPacedLead: length(10 * SECOND_MS, upTo(10 * MINUTE_MS)),
      })
      .prefault({}),
    recording: z
      .strictObject({
        cameraBitsPerSecond: z.int().min(100_000).max(8_000_000).default(400_000),
        screenBitsPerSecond: z.int().min(100_000).max(8_000_000).default(300_000),
        evidenceBitsPerSecond: z.int().min(100_000).max(8_000_000).default(600_000),
        /** a gap longer than this makes an attempt handed in with gaps */
        gapCountsFrom: length(3 * SECOND_MS, upTo(10 * MINUTE_MS)),
        /** on computers that others use too: copies may go once the server has sealed the same bytes */
        canRemoveLocalCopies: z.boolean().default(false),
      })
      .prefault({}),
  })
  .superRefine((it, context) => {
    if (it.entry.opensBefore > it.signIn.opensBefore) {
      context.addIssue({ code: 'custom', path: ['entry', 'opensBefore'], message: 'entry opens before signIn does' })
    }
    for (const step of ['download', 'preparation'] as const) {
      if (it[step].closesBefore > it[step].opensBefore) {
        context.addIssue({ code: 'custom', path: [step, 'closesBefore'], message: `${step} closes before it opens` })
      }
    }
    if (it.entry.closesAfter > it.answering.duration) {
      context.addIssue({
        code: 'custom',
        path: ['entry', 'closesAfter'],
        message: 'entry closes after answering has ended',
      })
    }
  })
export type Settings = z.infer<typeof settings>

/** What holds where a document says nothing (docs/interview-file.md). */
export const defaultSettings: Settings = settings.parse({})
