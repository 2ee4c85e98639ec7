// Owns: one change of a document in a sentence of the reader's language.
// Never says more than the change: what it means for whom is the rule's.
import type { Change } from '@zhishi/core/edits'
import { parseDuration, parseInstant } from '@zhishi/core/time'
import type { TFunction } from 'i18next'
import { settingAt, type Setting, type SettingChoice } from '@zhishi/core/interview'
import { currentLanguage } from '../../../ui/i18n.ts'
import { formatDay, formatTime, formatLength } from '../../../ui/time.ts'

type ChangeText = { what: string; fromTo: string | null }

export function describeChange(
  { kind, path, person, before, after }: Change,
  options: { t: TFunction<'staff'>; ui: TFunction<'ui'>; timeZone: string },
): ChangeText {
  const { t, ui, timeZone } = options
  const setting = kind === 'setting' ? settingAt(path.replace(/^settings\./, '')) : undefined
  const value = (text: string | null): string => {
    if (text === null || text === '') return t('document.nothingThere')
    if (kind === 'startsAt') return moment(text, timeZone)
    if (kind === 'selfPaced')
      return text
        .split('/')
        .map((one) => moment(one, timeZone))
        .join(' – ')
    return kind === 'setting' || kind === 'mock' ? sayValue(text, setting, t, ui) : text
  }
  const hasBoth = before !== null || after !== null
  return {
    what: kind === 'setting' ? nameOfSetting(setting, path, t, ui) : person ? `${person.name} ${person.number}` : '',
    fromTo: hasBoth ? t('document.fromTo', { before: value(before), after: value(after) }) : null,
  }
}

function moment(text: string, timeZone: string): string {
  const at = parseInstant(text)
  return at === null ? text : `${formatDay(at, timeZone, currentLanguage())} ${formatTime(at, timeZone, true)}`
}

function sayValue(text: string, setting: Setting | undefined, t: TFunction<'staff'>, ui: TFunction<'ui'>): string {
  const lengthMs = parseDuration(text)
  if (lengthMs !== null) return formatLength(lengthMs, ui)
  if (text === 'true' || text === 'false') return t(text === 'true' ? 'document.yes' : 'document.no')
  // both sides of the change were read by the schema
  return setting?.kind === 'choice' ? t(`document.choices.${text as SettingChoice}`) : text
}

/** `settings.entry.closesAfter` → “进入面试 · 开考后多久停止首次进入” */
function nameOfSetting(setting: Setting | undefined, path: string, t: TFunction<'staff'>, ui: TFunction<'ui'>): string {
  if (!setting) return path
  const group = setting.group === 'recording' ? t('document.recordingTitle') : ui(`steps.${setting.group}`)
  return `${group} · ${t(`document.settings.${setting.path}`)}`
}
