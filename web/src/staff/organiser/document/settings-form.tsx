// Owns: the form of windows and settings, in the order of the process.
// Never says what may still change: the server does, before anything is saved.
import { SETTING_GROUPS, settingsOf, type Setting, type SettingValue } from '@zhishi/core/interview'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { settingIn, withSetting, type Doc } from './doc.ts'
import { LengthField } from './length-field.tsx'
import { NumberField } from '../../shared/number-field.tsx'

type SettingsFormProps = { doc: Doc; onChange: (doc: Doc) => void }

export function SettingsForm({ doc, onChange }: SettingsFormProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  return (
    <div className="setting-groups">
      {SETTING_GROUPS.map((group) => {
        const name = group === 'recording' ? t('document.recordingTitle') : ui.t(`steps.${group}`)
        return (
          <section key={group} className="card setting-group" aria-label={name}>
            <h2>{name}</h2>
            {settingsOf(group).map((setting) => {
              const label = t(`document.settings.${setting.path}`)
              return (
                <div key={setting.path} className="setting">
                  <span>{label}</span>
                  <SettingField
                    setting={setting}
                    label={`${name} · ${label}`}
                    value={settingIn(doc, setting)}
                    onChange={(value) => onChange(withSetting(doc, setting, value))}
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
