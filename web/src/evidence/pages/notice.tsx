// Owns: what the candidate is told before anything is recorded, and the consent that starts it.
// Never opens a camera before the press.
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { Frame } from '../frame.tsx'
import { useBattery } from '../recorder/battery.ts'
import { usePhone } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'
import { NotKept } from './not-kept.tsx'

export function NoticePage() {
  const { t } = useTexts()
  const { phone, state } = usePhone()
  const battery = useBattery()
  const isBusy = state.stage === 'starting'
  return (
    <Frame title={t('notice.title')}>
      <h1 className="phone-title">{t('notice.title')}</h1>
      <NotKept />
      <ul className="card mt-3 px-4 py-1">
        <Line icon="camera" title={t('notice.what')} body={t('notice.whatBody')} />
        <Line icon="person" title={t('notice.who')} body={t('notice.whoBody')} />
        <Line icon="storage" title={t('notice.kept')} body={t('notice.keptBody')} />
        <Line
          icon="battery"
          title={battery ? t('notice.readyAt', { percent: battery.percent }) : t('notice.ready')}
          body={t('notice.readyBody')}
        />
      </ul>
      <NotStarted />
      <div className="phone-foot">
        <Button kind="primary" className="w-full" isBusy={isBusy} onClick={() => void phone.agree()}>
          {t('notice.agree')}
        </Button>
        <Button kind="quiet" className="w-full" onClick={() => phone.offer(null)}>
          {t('notice.no')}
        </Button>
        <p className="text-center text-15 text-ink-2">{t('notice.help')}</p>
      </div>
    </Frame>
  )
}

function Line({ icon, title, body }: { icon: IconName; title: string; body: string }) {
  return (
    <li className="check">
      <Icon name={icon} className="text-dai-600" />
      <div>
        <b>{title}</b>
        <small>
          <Rich text={body} />
        </small>
      </div>
    </li>
  )
}

function NotStarted() {
  const { t } = useTexts()
  const { state } = usePhone()
  const say = useRefusalText('Asia/Shanghai')
  if (state.cameraProblem) {
    return (
      <Callout tone="warn" icon="camera" isCompact className="mt-3" title={t(`camera.${state.cameraProblem}.what`)}>
        <p>{t(`camera.${state.cameraProblem}.todo`)}</p>
      </Callout>
    )
  }
  if (!state.bindFailure) return null
  const said = say(state.bindFailure.refusal)
  return (
    <Callout tone="warn" isCompact className="mt-3" title={t('notice.failed', { what: said.what })}>
      <p>{said.todo}</p>
    </Callout>
  )
}
