// Owns: every number and choice of the process that an organiser may set, with their defaults and what they mean.
// Never holds a moment in time: moments come from the sitting (definition.ts). Never lists them: settings-list.ts does.
import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, formatDuration, parseDuration } from '../time/index.ts'

/** What sort of value a setting has, as a page needs it to offer a field, and a document to say what may be written. */
export type SettingForm =
  | { kind: 'length'; minMs: number; maxMs: number }
  | { kind: 'count'; unit: 'tries' | 'bit/s'; min: number; max: number }
  | { kind: 'yesNo' }
  /** `of`: what a document may say; the schema of a choice may know more, for rules that come before their command */
  | { kind: 'choice'; of: readonly string[] }

/** The form of each setting, by its schema. A setting that is made by none of the functions below has none: a test finds it. */
export const settingForms = z.registry<SettingForm>()

/** An ISO 8601 length in the document, milliseconds inside the program; a codec, so that an export writes it back. */
function length(means: string, defaultMs: number, range: { minMs: number; maxMs: number }) {
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
    .describe(means)
    .register(settingForms, { kind: 'length', ...range })
}

const upTo = (maxMs: number) => ({ minMs: 0, maxMs })

function count(means: string, usual: number, form: { unit: 'tries' | 'bit/s'; min: number; max: number }) {
  const { min, max } = form
  return z
    .int()
    .min(min)
    .max(max)
    .default(usual)
    .describe(means)
    .register(settingForms, { kind: 'count', ...form })
}

const bitsPerSecond = (means: string, usual: number) =>
  count(means, usual, { unit: 'bit/s', min: 100_000, max: 8_000_000 })

const yesNo = (means: string, usual: boolean) =>
  z.boolean().default(usual).describe(means).register(settingForms, { kind: 'yesNo' })

/** @param mayBe what a document may say, where that is not all yet */
function choice<const Value extends string>(
  means: string,
  all: readonly [Value, ...Value[]],
  usual: NoInfer<Value>,
  mayBe: readonly NoInfer<Value>[] = all,
) {
  return z
    .enum(all)
    .default(() => usual)
    .describe(means)
    .register(settingForms, { kind: 'choice', of: mayBe })
}

/** Windows relative to T0. `opensBefore` and `closesBefore` count back from T0, `closesAfter` forward. */
export const settings = z
  .strictObject({
    download: z
      .strictObject({
        opensBefore: length('the download page opens so long before T0', 7 * DAY_MS, upTo(90 * DAY_MS)),
        closesBefore: length('the download page closes so long before T0', 0, upTo(90 * DAY_MS)),
      })
      .prefault({}),
    preparation: z
      .strictObject({
        opensBefore: length('the device check opens so long before T0', 7 * DAY_MS, upTo(90 * DAY_MS)),
        closesBefore: length('the device check closes so long before T0', 0, upTo(90 * DAY_MS)),
      })
      .prefault({}),
    signIn: z
      .strictObject({
        opensBefore: length('sign-in opens so long before T0', 30 * MINUTE_MS, upTo(12 * HOUR_MS)),
        face: choice(
          '`required`: a face login or a proctor confirms who is there; `off`: the personal code alone',
          ['required', 'off'],
          'required',
        ),
        faceTries: count('how often the face login may be tried', 5, { unit: 'tries', min: 1, max: 20 }),
        mayEnrolFromCamera: yesNo(
          'in mocks, and only there: a candidate without a registered ID photo takes one with the camera',
          false,
        ),
      })
      .prefault({}),
    briefing: z
      .strictObject({ isRequired: yesNo('the process must be read to its end and confirmed', true) })
      .prefault({}),
    evidence: z
      .strictObject({
        isRequired: yesNo('a phone must be bound as evidence camera', true),
        sweep: length('how long the sweep around the room takes at least', 20 * SECOND_MS, upTo(5 * MINUTE_MS)),
        checkWithin: length(
          'after the end, within which the candidate checks that the phone has uploaded (step 11)',
          60 * MINUTE_MS,
          upTo(DAY_MS),
        ),
      })
      .prefault({}),
    attachments: z.strictObject({ isRequired: yesNo('the attachments must be read', false) }).prefault({}),
    entry: z
      .strictObject({
        opensBefore: length('entry opens so long before T0', 15 * MINUTE_MS, upTo(12 * HOUR_MS)),
        closesAfter: length(
          'entry closes so long after T0 to whoever has not entered',
          3 * MINUTE_MS,
          upTo(12 * HOUR_MS),
        ),
        // a release by hand has its rule, and no command yet by which anybody could give it (across.ts)
        release: choice(
          '`automatic`: entry opens by itself (a release by hand comes later)',
          ['automatic', 'organiser'],
          'automatic',
          ['automatic'],
        ),
      })
      .prefault({}),
    answering: z
      .strictObject({
        duration: length('from T0 to the end', 10 * MINUTE_MS, { minMs: 10 * SECOND_MS, maxMs: 12 * HOUR_MS }),
        isEarlyFinishAllowed: yesNo('a candidate may finish before the end', true),
        selfPacedLead: length('self-paced: from the press of 【开始】 to T0', 10 * SECOND_MS, upTo(10 * MINUTE_MS)),
      })
      .prefault({}),
    recording: z
      .strictObject({
        cameraBitsPerSecond: bitsPerSecond('of the camera, its sound included', 400_000),
        screenBitsPerSecond: bitsPerSecond('of the screen', 300_000),
        evidenceBitsPerSecond: bitsPerSecond('of the phone, its sound included', 600_000),
        gapCountsFrom: length('a longer gap makes an attempt handed in with gaps', 3 * SECOND_MS, upTo(10 * MINUTE_MS)),
        canRemoveLocalCopies: yesNo(
          'for computers that others use too: a copy may go once the server has sealed the same bytes',
          false,
        ),
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

/** What holds where a document says nothing. */
export const defaultSettings: Settings = settings.parse({})
