// Owns: the journal of an attempt's devices: what each says happened, when it says so, and when that arrived.
// Never asks for it before somebody pressed: every look is audited.
import type { JournalCursor, JournalFilter, JournalLine, JournalPage } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Empty, Failed } from '../frame/states.tsx'
import type { Failure } from '../queries.ts'
import { JournalTable } from './journal-table.tsx'
import { NoticeStillsButton, NoticeStillsWords, useNoticeStills } from './notice-stills.tsx'

type Read = { filter: JournalFilter; entries: JournalPage['entries'] } & Pick<JournalPage, 'counts' | 'next'>

type JournalProps = {
  attemptId: AttemptId
  /** told what has been read so far, for the timeline */
  onRead: (entries: readonly JournalLine[]) => void
}

export function Journal({ attemptId, onRead }: JournalProps) {
  const { t } = useTranslation('staff')
  const [read, setRead] = useState<Read | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const stills = useNoticeStills(attemptId)

  const ask = async (filter: JournalFilter, after: JournalCursor | null): Promise<void> => {
    setBusy(true)
    const answer = await call('lookAtJournal', { params: { attemptId }, body: { filter, after } })
    setBusy(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (!answer.ok) return
    const { entries, counts, next } = answer.value
    const all = after !== null && read ? [...read.entries, ...entries] : entries
    setRead({ filter, counts, next, entries: all })
    onRead(all)
  }
  const filter = read?.filter ?? 'notices'

  return (
    <section className="card panel-wide" aria-busy={isBusy}>
      <div className="journal-head">
        <h2>{t('records.journal.title')}</h2>
        <span className="faint">{t('records.journal.lead')}</span>
      </div>
      <div className="journal-bar">
        {read === null ? (
          <Button loading={isBusy} onClick={() => void ask('notices', null)}>
            {t('records.journal.open')}
          </Button>
        ) : (
          <>
            <Segmented<JournalFilter>
              aria-label={t('records.journal.filter')}
              value={read.filter}
              onChange={(next) => void ask(next, null)}
              options={[
                { value: 'notices', label: t('records.journal.notices', { count: read.counts.notices }) },
                { value: 'all', label: t('records.journal.all', { count: read.counts.all }) },
              ]}
            />
            <Button loading={isBusy} onClick={() => void ask(read.filter, null)}>
              {t('records.journal.refresh')}
            </Button>
            {read.counts.notices > 0 && <NoticeStillsButton asked={stills} />}
          </>
        )}
        <span className="faint journal-note">
          <Icon name="info" size={14} />
          {t('records.journal.audited')}
        </span>
      </div>
      {failure && <Failed failure={failure} isTitle={false} onRetry={() => void ask(filter, null)} />}
      <NoticeStillsWords asked={stills} />
      {read && read.counts.unreadable > 0 && (
        <p className="need">
          <Icon name="attention" size={16} />
          {t('records.journal.unreadable', { count: read.counts.unreadable })}
        </p>
      )}
      {read && read.entries.length === 0 && (
        <Empty
          what={t(read.counts.all === 0 ? 'records.journal.emptyAll' : 'records.journal.empty')}
          todo={t('records.journal.emptyTodo')}
        />
      )}
      {read && read.entries.length > 0 && <JournalTable entries={read.entries} stills={stills.view?.stills ?? null} />}
      {read?.next && (
        <Button loading={isBusy} onClick={() => void ask(read.filter, read.next)}>
          {t('records.journal.more', {
            count: (read.filter === 'all' ? read.counts.all : read.counts.notices) - read.entries.length,
          })}
        </Button>
      )}
    </section>
  )
}
