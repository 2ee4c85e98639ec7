// Owns: the form of windows and settings, in the order of the process.
// Never says what may still change: the server does, before anything is saved.
import { STEPS } from '@zhishi/core/process'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Doc, SettingValue } from './doc.ts'
import { LengthField } from './length-field.tsx'
import { GROUPS, settingsOf, type Setting } from './settings-list.ts'
import { NumberField } from '../../shared/number-field.tsx'

type SettingsFormProps = { doc: Doc; onChange: (doc: Doc) => void }

export function SettingsForm({ doc, onChange }: SettingsFormProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const put = (group: string, field: string, value: SettingValue): void =>
    onChange({ ...doc, settings: { ...doc.settings, [group]: { ...doc.settings[group], [field]: value } } })
  return (
    <div className="setting-groups">
      {GROUPS.map((group) => {
        const step = STEPS.find((one) => one === group)
        const name = step ? ui.t(`steps.${step}`) : t('document.recordingTitle')
        return (
          <section key={group} className="card setting-group" aria-label={name}>
            <h2>{name}</h2>
            {settingsOf(group).map((setting) => {
              const [, field = ''] = setting.path.split('.')
              const label = t(`document.settings.${setting.path}`)
              return (
                <div key={setting.path} className="setting">
                  <span>{label}</span>
                  <SettingField
                    setting={setting}
                    label={`${name} · ${label}`}
                    value={doc.settings[group]?.[field] ?? ''}
                    onChange={(value) => put(group, field, value)}
                  />
                </div>
              )
            })}
          </section>
        )
      })}
    </div>
  )
}

type SettingFieldProps = {
  setting: Setting
  label: string
  value: SettingValue
  onChange: (value: SettingValue) => void
}

function SettingField({ setting, label, value, onChange }: SettingFieldProps) {
  const { t } = useTranslation('staff')
  switch (setting.kind) {
    case 'length':
      return <LengthField label={label} value={String(value)} onChange={onChange} />
    case 'count':
      return (
        <NumberField
          label={label}
          min={1}
          decimals={0}
          value={Number(value)}
          onChange={(count) => count !== null && onChange(count)}
        />
      )
    case 'yesNo':
      return (
        <Select<string>
          aria-label={label}
          value={value === true ? 'yes' : 'no'}
          onChange={(next) => onChange(next === 'yes')}
          options={(['yes', 'no'] as const).map((one) => ({ value: one, label: t(`document.${one}`) }))}
        />
      )
    case 'choice':
      return (
        <Select<string>
          aria-label={label}
          value={String(value)}
          onChange={onChange}
          options={setting.of.map((one) => ({ value: one, label: t(`document.choices.${one}`) }))}
        />
      )
  }
}
