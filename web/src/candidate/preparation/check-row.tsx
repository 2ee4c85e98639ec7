// Owns: one line of the checks: what it is, whether it runs, how it ended, what to do.
import { Button } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { useTexts } from '../texts/index.ts'
import type { Check, Judged } from './checks.ts'

const ICONS: Record<Check, IconName> = {
  browser: 'shield',
  camera: 'camera',
  microphone: 'microphone',
  recording: 'guide',
  network: 'wifi',
  disk: 'storage',
  battery: 'battery',
  display: 'screen',
}

type CheckRowProps = {
  check: Check
  judged: Judged | undefined
  isRunning: boolean
  /** undefined: another check is running */
  onAgain: (() => void) | undefined
}

export function CheckRow({ check, judged, isRunning, onAgain }: CheckRowProps) {
  const { t } = useTexts()
  const name = t(`preparation.check.${check}`)
  return (
    <li className="check min-h-[52px] items-center py-1" aria-busy={isRunning}>
      <Mark check={check} judged={judged} isRunning={isRunning} />
      <div className="min-w-0 flex-1" role="status">
        <span className="flex flex-wrap gap-x-3">
          <b>{name}</b>
          {judged && <Says check={check} judged={judged} />}
          {isRunning && <span className="text-16 text-ink-2">{t(`preparation.now.${check}`)}</span>}
        </span>
        {judged && <Todo judged={judged} />}
      </div>
      {judged && onAgain && (
        <Button
          size="small"
          kind="quiet"
          icon="refresh"
          aria-label={t('preparation.oneAgain', { check: name })}
          onClick={onAgain}
        >
          {t('preparation.retry')}
        </Button>
      )}
    </li>
  )
}

function Mark({ check, judged, isRunning }: Pick<CheckRowProps, 'check' | 'judged' | 'isRunning'>) {
  if (isRunning) return <Icon name="spinner" />
  if (!judged) return <Icon name={ICONS[check]} className="text-ink-3" />
  if (judged.verdict === 'passed') return <Icon name="good" className="text-ok" />
  return (
    <Icon
      name={judged.verdict === 'notTold' ? 'info' : 'attention'}
      className={judged.verdict === 'notTold' ? '' : 'text-warn'}
    />
  )
}

function Says({ check, judged }: { check: Check; judged: Judged }) {
  const { t } = useTexts()
  const { verdict, problem, detail } = judged
  if (verdict === 'passed')
    return <span className="text-16 text-ok">{t(`preparation.passed.${check}`, { detail })}</span>
  return (
    <span className="text-16 font-bold text-warn">
      {verdict === 'problem'
        ? problem && t(`media.${problem}.what`)
        : t(`preparation.found.${verdict}.what`, { detail })}
    </span>
  )
}

function Todo({ judged: { verdict, problem, note } }: { judged: Judged }) {
  const { t } = useTexts()
  if (verdict === 'passed') return note ? <small>{t(`preparation.note.${note}`)}</small> : null
  return (
    <small>
      {verdict === 'problem' ? problem && t(`media.${problem}.todo`) : t(`preparation.found.${verdict}.todo`)}
    </small>
  )
}
