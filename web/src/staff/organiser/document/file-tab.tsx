// Owns: the document as its file: downloaded, edited here or elsewhere, handed in with its problems at their lines.
// Never loses what was typed: a refusal stands beside the text.
import type { DocumentProblem } from '@zhishi/core/contract'
import type { InterviewId } from '@zhishi/core/ids'
import { Button, Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../shared/frame/states.tsx'
import { useFailureText } from '../../shared/failure-text.ts'
import type { Failure } from '../../shared/queries.ts'
import { DraftReport } from './draft-report.tsx'
import { FileButton, FileNotTaken } from './fields.tsx'
import { keepFile } from './hand-in.ts'
import type { useDraft } from './use-draft.ts'

type FileTabProps = {
  /** null: a new interview */
  interviewId: InterviewId | null
  draft: ReturnType<typeof useDraft>
  version: string | null
  timeZone: string
  nameOfSitting: (key: string) => string
}

/** So many that the report of a check is in sight below them. */
const ROWS = 14

export function FileTab({ interviewId, draft, version, timeZone, nameOfSitting }: FileTabProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const [text, setText] = useState('')
  const field = useRef<TextAreaRef>(null)
  const { view, failure, isBusy, look, save } = draft
  const said = failure && say(failure)
  const goTo = ({ line, column }: DocumentProblem): void => {
    const area = field.current?.resizableTextArea?.textArea
    if (!area) return
    const lines = text.split('\n')
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    area.focus()
    area.setSelectionRange(from + column - 1, from + (lines[line - 1]?.length ?? 0))
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - ROWS / 2)
  }
  return (
    <div className="card panel document-form">
      <p>{t(interviewId === null ? 'document.createLead' : 'document.file.lead')}</p>
      <div className="tools">
        {interviewId !== null && (
          <a href={`/api/interviews/${interviewId}/document.yaml`} download>
            {t('document.file.download')}
          </a>
        )}
        <FileButton
          label={t('document.file.upload')}
          accept=".yaml,.yml"
          onFile={async (file) => setText(await file.text())}
        />
      </div>
      <Input.TextArea
        ref={field}
        aria-label={t('document.file.field')}
        className="mono-field"
        spellCheck={false}
        rows={ROWS}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <Button disabled={text.trim() === ''} loading={isBusy && !view} onClick={() => void look(text, version)}>
          {t('document.check')}
        </Button>
        {view?.state === 'ready' && view.counts.length > 0 && (
          <Button type="primary" loading={isBusy} onClick={() => void save()}>
            {t('document.save')}
          </Button>
        )}
      </div>
      <div role="status" className="form">
        {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
        {view && view.state !== 'saved' && (
          <DraftReport view={view} timeZone={timeZone} nameOfSitting={nameOfSitting} onPlace={goTo} />
        )}
      </div>
      <NamedFiles />
    </div>
  )
}

/** Files that a document names by paths of its own. */
function NamedFiles() {
  const { t } = useTranslation('staff')
  const [path, setPath] = useState('')
  const [kept, setKept] = useState<string[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const take = async (file: File): Promise<void> => {
    const name = path.trim() === '' ? file.name : path.trim()
    const answer = await keepFile(name, file)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (!answer.ok) return
    setKept((before) => [...before.filter((one) => one !== name), name])
    setPath('')
  }
  return (
    <div className="named-files">
      <label className="row">
        {t('document.file.pathOf')}
        <Input
          className="path"
          placeholder="materials/a.pdf"
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      <FileButton label={t('document.file.files')} accept=".pdf,.png,.jpg,.jpeg,.txt" onFile={take} />
      <span className="faint">{t('document.file.filesHint')}</span>
      <ul role="status">
        {kept.map((file) => (
          <li key={file}>{t('document.file.kept', { file })}</li>
        ))}
      </ul>
      {failure && <FileNotTaken failure={failure} />}
    </div>
  )
}
