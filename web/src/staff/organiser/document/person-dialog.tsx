// Owns: adding or putting right one person of a roster.
// Never shows a personal code that is set: nobody but its owner knows it.
import { documentNumber, doubtOfNumber, personalCode } from '@zhishi/core/interview'
import { withoutMarks } from '@zhishi/core/typed'
import { Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../shared/queries.ts'
import type { PersonDoc } from './doc.ts'
import { FileButton, FileNotTaken } from './fields.tsx'
import { keepFile } from './hand-in.ts'

type PersonDialogProps = {
  /** null: somebody new */
  person: PersonDoc | null
  isTaken: (number: string) => boolean
  /** the name by which another sitting knows a number, whose code stays; null: the person of this dialog is known */
  nameOf: ((number: string) => string | null) | null
  onBack: () => void
  onDone: (person: PersonDoc) => void
}

export function PersonDialog({ person, isTaken, nameOf, onBack, onDone }: PersonDialogProps) {
  const { t } = useTranslation('staff')
  const [number, setNumber] = useState(person?.number ?? '')
  const [name, setName] = useState(person?.name ?? '')
  const [post, setPost] = useState(person?.post ?? '')
  const [code, setCode] = useState('')
  const [idPhoto, setIdPhoto] = useState(person?.idPhoto)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isTried, setTried] = useState(false)

  const known = documentNumber.safeParse(number)
  const typed = personalCode.safeParse(code)
  const [shownName, shownPost] = [withoutMarks(name), withoutMarks(post)]
  const knownName = known.success && nameOf ? nameOf(known.data) : null
  const doubt = known.success && known.data !== person?.number ? doubtOfNumber(known.data) : null
  const faults = {
    number: !known.success ? t('document.person.numberWrong') : isTaken(known.data) ? t('document.person.taken') : null,
    name:
      shownName === '' || shownName.length > 80
        ? t('document.person.nameWrong')
        : knownName !== null && knownName !== shownName
          ? t('document.person.otherName', { name: knownName })
          : null,
    code:
      code !== ''
        ? typed.success
          ? null
          : t('document.person.codeWrong')
        : known.success && nameOf && knownName === null
          ? t('document.person.codeNeeded')
          : null,
  }
  const photograph = async (file: File): Promise<void> => {
    const path = `photos/${crypto.randomUUID().slice(0, 8)}.jpg`
    const answer = await keepFile(path, file)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (answer.ok) setIdPhoto(path)
  }
  const done = (): void => {
    setTried(true)
    if (!known.success || Object.values(faults).some((fault) => fault !== null)) return
    const { personalCodeHash, personalCode: unsaved, formerNumber } = person ?? {}
    const former = formerNumber ?? (person && person.number !== known.data ? person.number : undefined)
    onDone({
      number: known.data,
      ...(former === undefined || former === known.data ? {} : { formerNumber: former }),
      name: shownName,
      ...(shownPost === '' ? {} : { post: shownPost }),
      ...(idPhoto === undefined ? {} : { idPhoto }),
      ...(typed.success
        ? { personalCode: typed.data }
        : unsaved !== undefined
          ? { personalCode: unsaved }
          : personalCodeHash === undefined
            ? {}
            : { personalCodeHash }),
    })
  }
  return (
    <Modal
      open
      closable={false}
      title={t(person ? 'document.person.change' : 'document.person.add')}
      okText={t('document.person.done')}
      cancelText={t('document.person.back')}
      onCancel={onBack}
      onOk={done}
    >
      <div className="form">
        {person && <p className="faint">{t('document.person.changeLead')}</p>}
        <Field
          label={t('document.roster.number')}
          fault={isTried ? faults.number : null}
          warning={doubt ? t(`document.doubts.${doubt.kind}`, doubt) : undefined}
          value={number}
          onChange={setNumber}
        />
        <Field label={t('document.roster.name')} fault={isTried ? faults.name : null} value={name} onChange={setName} />
        <Field label={t('document.roster.post')} fault={null} value={post} onChange={setPost} />
        <Field
          label={t('document.roster.code')}
          fault={isTried ? faults.code : null}
          hint={person ? t('document.person.codeHint') : undefined}
          value={code}
          onChange={setCode}
        />
        <div className="row">
          <FileButton label={t('document.person.photo')} accept=".jpg,.jpeg" onFile={photograph} />
          {idPhoto !== undefined && <code>{idPhoto}</code>}
        </div>
        {failure && <FileNotTaken failure={failure} />}
      </div>
    </Modal>
  )
}

type FieldProps = {
  label: string
  /** null: nothing is wrong with it */
  fault: string | null
  hint?: string | undefined
  /** to be looked at, and no fault */
  warning?: string | undefined
  value: string
  onChange: (value: string) => void
}

function Field({ label, fault, hint, warning, value, onChange }: FieldProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={value}
        autoComplete="off"
        aria-invalid={fault !== null}
        aria-describedby={`${id}-says`}
        {...(fault === null ? {} : { status: 'error' as const })}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${id}-says`} className={fault === null && !warning ? 'faint' : 'fault'} role="status">
        {fault ?? warning ?? hint}
      </span>
    </div>
  )
}
