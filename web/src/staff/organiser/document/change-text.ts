// Owns: one change of a document in a sentence of the reader's language.
// Never says more than the change: what it means for whom is the rule's.
import type { Change } from '@zhishi/core/edits'
import { parseDuration, parseInstant } from '@zhishi/core/time'
import type { TFunction } from 'i18next'
import { STEPS } from '@zhishi/core/process'
import { currentLanguage } from '../../../ui/i18n.ts'
import { formatDay, formatTime, formatLength } from '../../../ui/time.ts'
import { settingAt } from './settings-list.ts'

type ChangeText = { what: string; fromTo: string | null }

export function describeChange(
  { kind, path, person, before, after }: Change,
  it: { t: TFunction<'staff'>; ui: TFunction<'ui'>; timeZone: string },
): ChangeText {
  const { t, ui, timeZone } = it
  const value = (text: string | null): string => {
    if (text === null || text === '') return t('document.nothingThere')
    if (kind === 'startsAt') return moment(text, timeZone)
    if (kind === 'selfPaced')
      return text
        .split('/')
        .map((one) => moment(one, timeZone))
        .join(' – ')
    return kind === 'setting' || kind === 'mock' ? sayValue(text, t, ui) : text
  }
  const hasBoth = before !== null || after !== null
  return {
    what: kind === 'setting' ? nameOfSetting(path, t, ui) : person ? `${person.name} ${person.number}` : '',
    fromTo: hasBoth ? t('document.fromTo', { before: value(before), after: value(after) }) : null,
  }
}

function moment(text: string, timeZone: string): string {
  const at = parseInstant(text)
  return at === null ? text : `${formatDay(at, timeZone, currentLanguage())} ${formatTime(at, timeZone, true)}`
}

function sayValue(text: string, t: TFunction<'staff'>, ui: TFunction<'ui'>): string {
  const lengthMs = parseDuration(text)
  if (lengthMs !== null) return formatLength(lengthMs, ui)
  if (text === 'true' || text === 'false') return t(text === 'true' ? 'document.yes' : 'document.no')
  return text === 'required' || text === 'off' || text === 'automatic' || text === 'organiser'
    ? t(`document.choices.${text}`)
    : text
}

/** `settings.entry.closesAfter` → “进入面试 · 开考后多久停止首次进入” */
function nameOfSetting(path: string, t: TFunction<'staff'>, ui: TFunction<'ui'>): string {
  const setting = settingAt(path.replace(/^settings\./, ''))
  if (!setting) return path
  const [step = ''] = setting.path.split('.')
  const known = STEPS.find((one) => one === step)
  const group = known ? ui(`steps.${known}`) : t('document.recordingTitle')
  return `${group} · ${t(`document.settings.${setting.path}`)}`
}
