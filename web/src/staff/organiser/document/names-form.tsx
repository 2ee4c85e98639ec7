// Owns: the form of names and of the texts that candidates read.
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Doc } from './doc.ts'
import { BilingualField } from './fields.tsx'

type NamesFormProps = { doc: Doc; onChange: (doc: Doc) => void }

/** As a briefing is read: enough of it in sight to find a place. */
const TEXT_ROWS = 8

export function NamesForm({ doc, onChange }: NamesFormProps) {
  const { t } = useTranslation('staff')
  return (
    <div className="card panel document-form">
      {(['name', 'organiser'] as const).map((field) => (
        <BilingualField
          key={field}
          label={t(`document.names.${field}`)}
          value={doc[field]}
          onChange={(value) => onChange({ ...doc, [field]: value ?? { zh: '' } })}
        />
      ))}
      <div className="side-by-side">
        {(['supportPhone', 'timeZone'] as const).map((field) => (
          <label key={field}>
            {t(`document.names.${field}`)}
            <Input value={doc[field]} onChange={(event) => onChange({ ...doc, [field]: event.target.value })} />
          </label>
        ))}
      </div>
      {(['room', 'briefing'] as const).map((field) => (
        <BilingualField
          key={field}
          label={t(`document.names.${field}`)}
          rows={TEXT_ROWS}
          value={doc.texts[field]}
          onChange={(value) => {
            const { [field]: _, ...others } = doc.texts
            onChange({ ...doc, texts: value === undefined ? others : { ...others, [field]: value } })
          }}
        />
      ))}
      <p className="faint">{t('document.names.textHint')}</p>
    </div>
  )
}
