// Owns: finding a candidate by the whole ID-document number.
// Never puts the number into the address, a log or this browser's storage; every search is a look that is audited.
import type { SupportRow } from '@zhishi/core/contract'
import { foldTyped } from '@zhishi/core/typed'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { formatTime } from '../../ui/time.ts'
import { focusOnce } from '../shared/focus-once.ts'
import { Notice } from '../shared/frame/states.tsx'
import type { Failure } from '../shared/queries.ts'
import { useFailureText } from '../shared/failure-text.ts'
import { useZone } from '../shared/zone.ts'
import { ResultCard } from './result-card.tsx'

type Found = { rows: SupportRow[]; foundAt: number; number: string }

/** As long as the contract takes. */
const LONGEST_NUMBER = 64

export function Search() {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const zone = useZone()
  const [number, setNumber] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)

  const find = async (wanted: string): Promise<void> => {
    if (foldTyped(wanted) === '' || isBusy) return
    setBusy(true)
    const answer = await call('findCandidate', { body: { number: wanted } })
    setBusy(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    // what was found of another number must not stand under this one
    if (answer.ok) setFound({ rows: answer.value, foundAt: serverClock.now(), number: wanted })
    else if (found?.number !== wanted) setFound(null)
  }
  const said = failure && say(failure)

  return (
    <section className="search" aria-label={t('support.title')}>
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault()
          void find(number)
        }}
      >
        <Input
          className="find"
          size="large"
          ref={focusOnce}
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST_NUMBER}
          aria-label={t('support.number')}
          placeholder={t('support.number')}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Button type="primary" size="large" htmlType="submit" loading={isBusy}>
          {t('support.find')}
        </Button>
        {found && found.rows.length > 0 && (
          <>
            <span role="status">
              {t('support.foundAt', { time: formatTime(found.foundAt, zone, true), count: found.rows.length })}
            </span>
            <Button size="small" onClick={() => void find(found.number)}>
              {t('support.again')}
            </Button>
          </>
        )}
      </form>
      {said && <Notice tone="warn" what={`${t('support.notFound')} · ${said.what}`} todo={said.todo} />}
      {found?.rows.length === 0 && <Notice tone="note" what={t('support.nobody')} todo={t('support.nobodyTodo')} />}
      <div className="results">
        {found?.rows.map((row) => (
          <ResultCard key={row.attemptId} row={row} />
        ))}
      </div>
    </section>
  )
}
