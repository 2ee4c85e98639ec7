// Owns: the identity queue: one candidate after the other, pictures side by side, one key for yes, one for no.
// Never decides by a key on anybody whose two pictures are not on the screen (rule: core, `canCompare`), and never moves on
// to somebody else by itself while a decision is being made.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { IdentityRow } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { canCompare } from '@zhishi/core/process'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverClock } from '../../client/clock.ts'
import { Age } from '../shared/age.tsx'
import { Frame } from '../shared/frame/frame.tsx'
import { Empty, Failed, Loading, Notice, StaleBand } from '../shared/frame/states.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { failureOf, identityQueueQuery, type Failure } from '../shared/queries.ts'
import { useFailureText } from '../shared/failure-text.ts'
import { useStaffCommand } from '../shared/use-staff-command.ts'
import { Comparison, isAllShown, reasonAgainst } from './comparison.tsx'
import { IdentityFacts } from './identity-facts.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { focusOnce } from '../shared/focus-once.ts'
import { useDecisionKeys } from './use-decision-keys.ts'
import { usePictures } from './use-pictures.ts'

/** So many of who comes after are named; more says nothing. */
const NAMED_NEXT = 6

const WHY_NOT = ['blurred', 'covered', 'several', 'picture', 'differs'] as const
/** How a proctor makes sure of who it is where there is nothing to compare. */
const OTHER_WAYS = ['telephone', 'onSite', 'video'] as const

type IdentityPageProps = { chosen: AttemptId | undefined; onChoose: (next: AttemptId | undefined) => void }

export function IdentityPage({ chosen, onChoose }: IdentityPageProps) {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery({
    ...identityQueueQuery,
    select: (rows) => ({ rows, knownAt: serverClock.now() }),
  })
  const failure = failureOf(error)
  return (
    <Frame
      about="identity"
      title={t('identity.title')}
      timeZone={null}
      crumbs={<PageLink page="sittings">{t('frame.sittings')}</PageLink>}
    >
      <div className="head">
        <h1>{t('identity.title')}</h1>
        {data && data.rows.length > 0 && (
          <p className="head-facts">{t('identity.waiting', { count: data.rows.length })}</p>
        )}
      </div>
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.knownAt} />
          <Queue rows={data.rows} chosen={chosen} onChoose={onChoose} />
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} />
      ) : (
        <Loading label={t('loading')} rows={8} />
      )}
    </Frame>
  )
}

/** The decision made last, for who does not see the page; worded when it is drawn, whatever the language is then. */
type Outcome = { as: 'done' | 'refused'; name: string }

type QueueProps = IdentityPageProps & { rows: readonly IdentityRow[] }

/** Somebody stays on the screen until decided on, skipped, or seen to be gone. */
function Queue({ rows, chosen, onChoose }: QueueProps) {
  const { t } = useTranslation('staff')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [lost, setLost] = useState<{ attemptId: AttemptId; why: Failure } | null>(null)
  const say = useFailureText()
  const current = rows.find((row) => row.attemptId === chosen)
  const others = rows.filter((row) => row.attemptId !== chosen)
  const [next] = others
  // above the decision, which is another one for each candidate: what was fetched for the next one is still theirs then
  const pictures = usePictures([current, next].filter((row) => row !== undefined))
  useEffect(() => {
    if (chosen === undefined && next) onChoose(next.attemptId)
  }, [chosen, next, onChoose])
  const goOn = (): void => onChoose(next?.attemptId)
  const decidedByAnother = lost !== null && lost.attemptId === chosen ? say(lost.why) : null

  return (
    <>
      <p className="sr-only" role="status">
        {outcome && t(`identity.${outcome.as}`, { name: outcome.name })}
      </p>
      {current ? (
        <Decision
          key={`${current.attemptId} ${current.askedAt}`}
          row={current}
          others={others}
          pictures={pictures}
          onDone={(as) => {
            setOutcome({ as, name: current.maskedName })
            goOn()
          }}
          onLost={(why) => setLost({ attemptId: current.attemptId, why })}
          onChoose={onChoose}
        />
      ) : chosen !== undefined ? (
        <Notice
          tone="note"
          what={decidedByAnother?.what ?? t('identity.gone')}
          todo={decidedByAnother?.todo ?? t('identity.goneTodo')}
        >
          <Button ref={focusOnce} type="primary" onClick={goOn}>
            {t('identity.goNext')}
          </Button>
        </Notice>
      ) : (
        rows.length === 0 && <Empty what={t('identity.empty')} todo={t('identity.emptyTodo')} />
      )}
    </>
  )
}

type DecisionProps = {
  row: IdentityRow
  others: readonly IdentityRow[]
  pictures: ReturnType<typeof usePictures>
  onDone: (as: Outcome['as']) => void
  /** another proctor was first */
  onLost: (why: Failure) => void
  onChoose: (next: AttemptId | undefined) => void
}

function Decision({ row, others, pictures, onDone, onLost, onChoose }: DecisionProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const queries = useQueryClient()
  const [isRefusing, setRefusing] = useState(false)
  const [isVouching, setVouching] = useState(false)
  const { send, isBusy, failure } = useStaffCommand(row.attemptId)
  const [next] = others
  const isShown = isAllShown(row, pictures)
  // with nothing to compare no key decides, and no single press does
  const against = reasonAgainst(row, pictures)
  const name = row.maskedName

  const decide = async (command: Parameters<typeof send>[0], as: Outcome['as']): Promise<void> => {
    if (isBusy) return
    const why = await send(command)
    const isLost = why?.refusal?.code === 'identityDecided'
    if (why?.refusal?.code === 'picturesUnseen') {
      // others were taken meanwhile: they are fetched, and looked at, before anything is decided
      void queries.invalidateQueries({ queryKey: identityQueueQuery.queryKey })
      for (const picture of row.pictures) pictures.again(row, picture)
    }
    if (why !== null && !isLost) return
    // out of the queue at once: the next press must not find this candidate again
    queries.setQueryData(identityQueueQuery.queryKey, (rows) => rows?.filter((one) => one.attemptId !== row.attemptId))
    if (isLost) onLost(why)
    else onDone(as)
  }
  const confirm = (): void => {
    if (isShown && canCompare(row.pictures)) void decide({ kind: 'confirmIdentity' }, 'done')
  }
  useDecisionKeys({
    onConfirm: confirm,
    onRefuse: () => setRefusing(true),
  })
  const words = failure && say(failure)

  return (
    <div className="identity">
      <Comparison row={row} pictures={pictures} />
      <div className="side">
        <IdentityFacts row={row} />
        <div className="card panel decision">
          {words && <Notice tone="warn" what={`${t('identity.failed', { name })} · ${words.what}`} todo={words.todo} />}
          <Button
            type="primary"
            size="large"
            block
            loading={isBusy}
            disabled={!isShown && against === null}
            aria-describedby="decision-keys"
            onClick={against === null ? confirm : () => setVouching(true)}
          >
            {against === null ? t('identity.confirm') : t('identity.confirmOtherwise')}
          </Button>
          <div className="decision-others">
            <Button danger block disabled={isBusy} onClick={() => setRefusing(true)}>
              {t('identity.refuse')}
            </Button>
            <Button block disabled={isBusy || !next} onClick={() => onChoose(next?.attemptId)}>
              {t('identity.skip')}
            </Button>
          </div>
          <p id="decision-keys" className="faint">
            {against !== null
              ? t(`identity.against.${against}`)
              : isShown
                ? t('identity.keys', { enter: 'Enter' })
                : t('identity.loading')}
          </p>
        </div>
        <Next rows={others} onChoose={onChoose} />
      </div>
      {isVouching && (
        <ReasonDialog
          title={t('identity.vouchTitle', { name })}
          note={t('identity.vouchBody')}
          reasons={OTHER_WAYS.map((one) => t(`identity.otherWays.${one}`))}
          okText={t('identity.vouch')}
          isBusy={isBusy}
          onBack={() => setVouching(false)}
          onChosen={(reason) => void decide({ kind: 'confirmIdentity', reason }, 'done')}
        />
      )}
      {isRefusing && (
        <ReasonDialog
          title={`${name} · ${t('identity.refuseTitle')}`}
          note={t('identity.refuseNote')}
          reasons={WHY_NOT.map((one) => t(`identity.refuseReasons.${one}`))}
          okText={t('identity.refuseSend')}
          isDanger
          hasKeys
          isBusy={isBusy}
          onBack={() => setRefusing(false)}
          onChosen={(reason) => void decide({ kind: 'refuseIdentity', reason }, 'refused')}
        />
      )}
    </div>
  )
}

function Next({ rows, onChoose }: { rows: readonly IdentityRow[]; onChoose: DecisionProps['onChoose'] }) {
  const { t } = useTranslation('staff')
  if (rows.length === 0) return <p className="faint">{t('identity.noNext')}</p>
  return (
    <section className="card panel">
      <h2>
        {t('identity.next')} <span className="faint">{rows.length}</span>
      </h2>
      <ol className="next-list">
        {rows.slice(0, NAMED_NEXT).map((row) => (
          <li key={row.attemptId}>
            <button type="button" className="link" onClick={() => onChoose(row.attemptId)}>
              {row.maskedName}
            </button>
            <span className="faint">{row.maskedNumber}</span>
            <span className="faint">
              <Age at={row.askedAt} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
