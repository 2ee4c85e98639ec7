// Owns: the form of each sitting: its name, when it is, its questions and attachments.
// Never the roster: that has a table of its own. A new sitting comes by the document.
import type { Failure } from '../../shared/queries.ts'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../../ui/i18n.ts'
import { zoneName } from '../../../ui/time.ts'
import { serverClock } from '../../../client/clock.ts'
import { withSitting, type Doc, type SittingDoc } from './doc.ts'
import { BilingualField, FileButton, FileNotTaken, MomentField } from './fields.tsx'
import { keepFile } from './hand-in.ts'

type SittingsFormProps = { doc: Doc; onChange: (doc: Doc) => void }

const QUESTION_ROWS = 3
const NEW_QUESTION = { text: '', answerLanguage: 'zh-CN' }

export function SittingsForm({ doc, onChange }: SittingsFormProps) {
  return (
    <div className="sittings-form">
      {doc.sittings.map((sitting, at) => (
        <SittingForm
          key={sitting.key}
          sitting={sitting}
          timeZone={doc.timeZone}
          onChange={(next) => onChange(withSitting(doc, at, next))}
        />
      ))}
    </div>
  )
}

type SittingFormProps = { sitting: SittingDoc; timeZone: string; onChange: (sitting: SittingDoc) => void }

function SittingForm({ sitting, timeZone, onChange }: SittingFormProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = zoneName(timeZone, serverClock.now(), currentLanguage(), ui.t('top.beijing'))
  const { startsAt, selfPaced } = sitting
  return (
    <section className="card panel document-form" aria-label={sitting.name.zh}>
      <BilingualField
        label={t('document.sitting.name')}
        value={sitting.name}
        onChange={(name) => onChange({ ...sitting, name: name ?? { zh: '' } })}
      />
      <div className="side-by-side">
        {startsAt !== undefined && (
          <MomentField
            label={t('document.sitting.startsAt', { zone })}
            value={startsAt}
            timeZone={timeZone}
            onChange={(next) => onChange({ ...sitting, startsAt: next })}
          />
        )}
        {selfPaced &&
          (['opensAt', 'closesAt'] as const).map((edge) => (
            <MomentField
              key={edge}
              label={t(`document.sitting.${edge}`, { zone })}
              value={selfPaced[edge]}
              timeZone={timeZone}
              onChange={(next) => onChange({ ...sitting, selfPaced: { ...selfPaced, [edge]: next } })}
            />
          ))}
      </div>
      <Questions sitting={sitting} onChange={onChange} />
      <Attachments sitting={sitting} onChange={onChange} />
    </section>
  )
}

type PartProps = { sitting: SittingDoc; onChange: (sitting: SittingDoc) => void }

function Questions({ sitting, onChange }: PartProps) {
  const { t } = useTranslation('staff')
  const { questions } = sitting
  const put = (at: number, more: Partial<SittingDoc['questions'][number]>): void =>
    onChange({ ...sitting, questions: questions.map((one, place) => (place === at ? { ...one, ...more } : one)) })
  return (
    <div>
      <h3>{t('document.sitting.questions')}</h3>
      <ol className="listed">
        {questions.map(({ text, answerLanguage }, at) => {
          const number = at + 1
          const label = t('document.sitting.question', { number })
          return (
            // the place is what a question is known by: it has no name
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at} className="listed-row">
              <Input.TextArea
                aria-label={label}
                rows={QUESTION_ROWS}
                value={text}
                onChange={(event) => put(at, { text: event.target.value })}
              />
              <label>
                <span className="faint">{t('document.sitting.language')}</span>
                <Input
                  aria-label={`${label} · ${t('document.sitting.language')}`}
                  value={answerLanguage}
                  onChange={(event) => put(at, { answerLanguage: event.target.value })}
                />
              </label>
              <Button
                disabled={questions.length === 1}
                aria-label={t('document.sitting.removeQuestion', { number })}
                onClick={() => onChange({ ...sitting, questions: questions.filter((_, place) => place !== at) })}
              >
                {t('document.sitting.remove')}
              </Button>
            </li>
          )
        })}
      </ol>
      <Button onClick={() => onChange({ ...sitting, questions: [...questions, NEW_QUESTION] })}>
        {t('document.sitting.addQuestion')}
      </Button>
    </div>
  )
}

function Attachments({ sitting, onChange }: PartProps) {
  const { t } = useTranslation('staff')
  const [failure, setFailure] = useState<Failure | null>(null)
  const { attachments } = sitting
  const add = async (file: File): Promise<void> => {
    // a name of its own: the file that was there before under the same name stays what it is
    const path = `files/${crypto.randomUUID().slice(0, 8)}/${file.name.replace(/[\\/]/g, '-')}`
    const answer = await keepFile(path, file)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (!answer.ok) return
    const name = { zh: file.name.replace(/\.\w+$/, '') }
    onChange({ ...sitting, attachments: [...attachments, { name, file: path }] })
  }
  return (
    <div>
      <h3>{t('document.sitting.attachments')}</h3>
      {attachments.length === 0 && <p className="faint">{t('document.sitting.noAttachments')}</p>}
      <ol className="listed">
        {attachments.map(({ name, file }, at) => {
          const number = at + 1
          return (
            <li key={file} className="listed-row">
              <BilingualField
                label={t('document.sitting.attachment', { number })}
                value={name}
                onChange={(next) =>
                  onChange({
                    ...sitting,
                    attachments: attachments.map((one, place) =>
                      place === at ? { ...one, name: next ?? { zh: '' } } : one,
                    ),
                  })
                }
              />
              <code>{file}</code>
              <Button
                aria-label={t('document.sitting.removeAttachment', { number })}
                onClick={() => onChange({ ...sitting, attachments: attachments.filter((_, place) => place !== at) })}
              >
                {t('document.sitting.remove')}
              </Button>
            </li>
          )
        })}
      </ol>
      <div className="row">
        <FileButton label={t('document.sitting.addAttachment')} accept=".pdf,.png,.jpg,.jpeg,.txt" onFile={add} />
        <span className="faint">{t('document.sitting.attachmentHint')}</span>
      </div>
      {failure && <FileNotTaken failure={failure} />}
    </div>
  )
}
