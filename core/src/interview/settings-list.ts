// Owns: the settings one by one, in the order of the process, as forms, documents and the words of changes need them.
// Never holds a setting: each is read off the schema (settings.ts).
import { defaultSettings, settingForms, settings, type SettingForm, type Settings } from './settings.ts'

/** A step of the process, or the recording. */
export type SettingGroup = keyof Settings
/** `entry.closesAfter` */
export type SettingPath = { [Group in SettingGroup]: `${Group}.${keyof Settings[Group] & string}` }[SettingGroup]
/** A name for each, in one language. */
export type SettingTexts = { [Group in SettingGroup]: { [Field in keyof Settings[Group]]: string } }
/** Everything that some choice may be; nothing else is text once it was read. */
export type SettingChoice = {
  [Group in SettingGroup]: Extract<Settings[Group][keyof Settings[Group]], string>
}[SettingGroup]
/** As the document writes it: a length is ISO 8601. */
export type SettingValue = string | number | boolean

type OtherForm = Exclude<SettingForm, { kind: 'choice' }>
export type Setting = (OtherForm | { kind: 'choice'; of: readonly SettingChoice[] }) & {
  path: SettingPath
  group: SettingGroup
  /** its key within the group */
  field: string
  default: SettingValue
  /** in English, for the document of the format; pages have texts of their own */
  means: string
}

export const SETTING_GROUPS = Object.keys(settings.shape) as SettingGroup[]

const writtenDefaults = settings.encode(defaultSettings) as Record<SettingGroup, Record<string, SettingValue>>

export const SETTINGS: readonly Setting[] = SETTING_GROUPS.flatMap((group) => {
  const defaults = writtenDefaults[group]
  return Object.entries(settings.shape[group].unwrap().shape).flatMap(([field, schema]) => {
    const form = settingForms.get(schema)
    const usual = defaults[field]
    if (!form || usual === undefined) return []
    const path = `${group}.${field}`
    return [{ ...form, path, group, field, default: usual, means: schema.description ?? '' } as Setting]
  })
})

export const settingAt = (path: string): Setting | undefined => SETTINGS.find((one) => one.path === path)
export const settingsOf = (group: SettingGroup): Setting[] => SETTINGS.filter((one) => one.group === group)
