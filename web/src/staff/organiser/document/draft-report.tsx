// Owns: what is said of a draft before it is saved: how far it is, what is wrong with it, what it changes.
// Never decides: the server has, and asks itself again when it saves.
import type { DocumentProblem, DraftView } from '@zhishi/core/contract'
import { CHANGE_KINDS } from '@zhishi/core/edits'
import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { languageOf } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Notice } from '../../shared/frame/states.tsx'
import { describeChange } from './change-text.ts'
import { describeProblem } from './problem-text.ts'

type DraftReportProps = {
  view: DraftView
  timeZone: string
  nameOfSitting: (key: string) => string
  /** shows the place of a problem in the text; absent: there is no text */
  onPlace?: (problem: DocumentProblem) => void
}

export function DraftReport({ view, timeZone, nameOfSitting, onPlace }: DraftReportProps) {
  const { t } = useTranslation('staff')
  switch (view.state) {
    case 'hashing': {
      const { hashedCodes: hashed, codes } = view
      const label = t('document.hashing', { hashed, codes })
      return (
        <div className="form">
          <b>{label}</b>
          <Progress percent={Math.floor((hashed / codes) * 100)} aria-label={label} />
          <p>{t('document.hashingLead')}</p>
        </div>
      )
    }
    case 'refused':
      return (
        <div className="form">
          <Notice
            tone="warn"
            what={t('document.refused', { count: view.problems.length })}
            todo={t('document.refusedLead')}
          />
          <Problems problems={view.problems} nameOfSitting={nameOfSitting} {...(onPlace ? { onPlace } : {})} />
        </div>
      )
    case 'ready':
    case 'saved':
      return (
        <div className="form">
          <Doubts view={view} />
          <Changes view={view} timeZone={timeZone} nameOfSitting={nameOfSitting} />
        </div>
      )
  }
}

function Problems({
  problems,
  nameOfSitting,
  onPlace,
}: Pick<DraftReportProps, 'nameOfSitting' | 'onPlace'> & { problems: DocumentProblem[] }) {
  const { t } = useTranslation('staff')
  return (
    <ol className="problems">
      {problems.map((problem) => (
        <li key={`${problem.line} ${problem.column} ${problem.path} ${problem.message}`}>
          {onPlace && (
            <button type="button" className="place" onClick={() => onPlace(problem)}>
              {t('document.at', { line: problem.line, column: problem.column })}
            </button>
          )}
          <span>
            {problem.sitting !== null && t('document.inSitting', { sitting: nameOfSitting(problem.sitting) })}
            {describeProblem(problem, t)}
          </span>
          <code>{problem.path}</code>
        </li>
      ))}
    </ol>
  )
}

/** Numbers that may be wrong stand above everything else: they are easily read over among the changes. */
function Doubts({ view: { doubts, doubtCount } }: { view: DraftView }) {
  const { t } = useTranslation('staff')
  if (doubtCount === 0) return null
  return (
    <>
      <Notice tone="warn" what={t('document.doubtful', { count: doubtCount })} todo={t('document.doubtfulTodo')} />
      <ol className="problems">
        {doubts.map(({ path, person, kind, given, right }) => (
          <li key={path}>
            <span lang={languageOf(person.name)}>
              {person.name} {person.number}
            </span>
            <span>{t(`document.doubts.${kind}`, { given, right })}</span>
          </li>
        ))}
      </ol>
      {doubtCount > doubts.length && (
        <p className="faint">{t('document.more', { rest: doubtCount - doubts.length })}</p>
      )}
    </>
  )
}

function Changes({ view, timeZone, nameOfSitting }: DraftReportProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const total = view.counts.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return <Notice tone="note" what={t('document.nothing')} todo={t('document.nothingTodo')} />
  const rest = total - view.changes.length
  return (
    <div className="form">
      <p className="strong">{t('document.count', { count: total })}</p>
      <dl className="changes">
        {CHANGE_KINDS.flatMap((kind) => {
          const count = view.counts.find((one) => one.kind === kind)?.count ?? 0
          if (count === 0) return []
          return (
            <div key={kind}>
              <dt>
                {t(`document.changes.${kind}`)}
                {count > 1 && <span className="faint"> × {count}</span>}
              </dt>
              <dd>
                {view.changes
                  .filter((change) => change.kind === kind)
                  .map((change) => {
                    const { what, fromTo } = describeChange(change, { t, ui: ui.t, timeZone })
                    return (
                      <div key={change.path}>
                        {change.sitting !== null && (
                          <span className="faint">
                            {t('document.inSitting', { sitting: nameOfSitting(change.sitting) })}
                          </span>
                        )}
                        <span lang={languageOf(what)}>{what}</span>
                        {fromTo !== null && <span lang={languageOf(fromTo)}> {fromTo}</span>}
                      </div>
                    )
                  })}
              </dd>
            </div>
          )
        })}
      </dl>
      {rest > 0 && (
        <p className="row faint">
          <Icon name="info" size={16} />
          {t('document.more', { rest })}
        </p>
      )}
    </div>
  )
}
