// Owns: what the pages of the check-in steps share: why a step cannot be done now, and the way to the next one.
// Never computes a gate: reasons and abilities are the server's.
import type { CommandKind, Step } from '@zhishi/core/process'
import type { Refusal } from '@zhishi/core/refusal'
import { Link } from '@tanstack/react-router'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useRefusalText, type RefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { useAttempting } from '../attempt/context.ts'
import { gateOf, nextStep, PAGES } from '../attempt/position.ts'
import { useTexts } from '../texts/index.ts'

/** Why the command of a step would be refused now, in words; empty: it would not. */
export function useReasons(step: Step, command: CommandKind): RefusalText[] {
  const { view } = useAttempting()
  const say = useRefusalText(view.interview.timeZone)
  if (view.abilities.includes(command)) return []
  const reasons = gateOf(view, step)?.reasons ?? []
  return (reasons.length === 0 ? [{ code: 'notAllowed' as const }] : reasons).map(say)
}

/** The reasons under a button that cannot be pressed, each with its remedy. */
export function WhyNot({ id, reasons }: { id: string; reasons: readonly RefusalText[] }) {
  const { t } = useTexts()
  if (reasons.length === 0) return null
  return (
    <Callout tone="warn" icon="clock" title={t('flow.blocked')}>
      <ul id={id}>
        {reasons.map(({ what, todo }) => (
          <li key={what}>
            {what}
            <small className="block text-15 text-ink-2">{todo}</small>
          </li>
        ))}
      </ul>
    </Callout>
  )
}

/** What became of a press that the server refused or did not hear. */
export function NotDone({ failure }: { failure: { refusal: Refusal | undefined } | null }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const say = useRefusalText(view.interview.timeZone)
  if (!failure) return null
  const said = say(failure.refusal)
  return (
    <Callout tone="warn" title={t('flow.failed', { what: said.what })}>
      <p>{said.todo}</p>
    </Callout>
  )
}

/** Names the step to come, for the foot of a page. */
export function NextUp({ after }: { after: Step }) {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const at = view.gates.findIndex((gate) => gate.step === after)
  const next = view.gates.slice(at + 1).find(({ state }) => !['done', 'excused', 'missed'].includes(state))
  if (!next) return null
  return (
    <p className="next-up">
      <Icon name="forward" size={22} />
      <span>
        <Rich text={t('flow.next', { step: ui(`steps.${next.step}`) })} />
      </span>
    </p>
  )
}

/** The one way on from a step; plain while the step itself still has something to press. */
export function GoNext({ isPlain = false }: { isPlain?: boolean }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const next = nextStep(view)
  const { attemptId } = view
  const look = `btn btn-big ${isPlain ? '' : 'btn-primary'}`
  if (!next) {
    return (
      <Link to="/$attemptId" params={{ attemptId }} className={look}>
        {t('flow.toHome')}
      </Link>
    )
  }
  return (
    <Link to={`/$attemptId/${PAGES[next.step]}`} params={{ attemptId }} className={look}>
      {t(`home.go.${next.step}`)}
      <Icon name="forward" size={22} />
    </Link>
  )
}
