// Owns: the proof of the own lot: handle, salt, seals and random numbers, and 【核对】, which computes all lots again here.
// Never shows a mark of agreement that was not computed on this computer.
import type { DrawView } from '@zhishi/core/contract'
import { useState, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Panel } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'
import { checkOwnDraw, type Checked } from './draw-check.ts'

export function DrawProof({ draw }: { draw: DrawView }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const [isWhole, setWhole] = useState(false)
  const [isChecking, setChecking] = useState(false)
  const [checked, setChecked] = useState<Checked | null>(null)
  const check = async (): Promise<void> => {
    setChecking(true)
    setChecked(await checkOwnDraw(view.attemptId, draw))
    setChecking(false)
  }
  const { file, handle, salt } = draw
  return (
    <section className="card draw-proof flex-1 px-[22px] py-[18px] text-16 leading-[1.5]">
      <h2 className="mb-1 flex items-center gap-2 text-18 font-bold">
        <Icon name="shield" size={22} />
        {t('draw.proof')}
      </h2>
      <dl>
        {handle !== null && (
          <Fact term={t('draw.handle')}>
            <Digest of={handle} />
          </Fact>
        )}
        {salt !== null && (
          <Fact term={t('draw.salt')}>
            <Digest of={salt} />
          </Fact>
        )}
        <Fact term={t('draw.rollHash')}>
          <Digest of={file.rollHash} />
        </Fact>
        {file.contributions.map((one) => (
          <Fact key={one.commitment} term={t(`draw.contributions.${one.by}`)}>
            <Digest of={one.revealed ?? one.commitment} />
          </Fact>
        ))}
      </dl>
      <Contributors draw={draw} />
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button size="small" icon="good" isBusy={isChecking} onClick={() => void check()}>
          {t('draw.check')}
        </Button>
        <Button kind="quiet" size="small" onClick={() => setWhole(true)}>
          {t('draw.whole')}
        </Button>
      </div>
      {checked && <Result checked={checked} lot={draw.lot} />}
      <Panel isOpen={isWhole} title={t('draw.wholeTitle')} onClose={() => setWhole(false)}>
        <Whole draw={draw} />
      </Panel>
    </section>
  )
}

function Result({ checked, lot }: { checked: Checked; lot: number | null }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { supportPhone, timeZone } = view.interview
  const say = useRefusalText(timeZone)
  switch (checked.kind) {
    case 'agrees':
      return (
        <Callout tone="ok" isCompact title={t('draw.checkedTitle')} className="mt-3">
          <p>{t('draw.checked', { count: checked.count, lot })}</p>
        </Callout>
      )
    case 'noFile':
      return (
        <Callout tone="warn" isCompact title={say(checked.refusal).what} className="mt-3">
          <p>{say(checked.refusal).todo}</p>
        </Callout>
      )
    case 'fault':
      return (
        <Callout tone="bad" isCompact title={t('draw.faultTitle')} className="mt-3">
          <p>{t(`draw.faults.${checked.fault}`)}</p>
          <p>{t('draw.faultTodo', { phone: supportPhone })}</p>
        </Callout>
      )
  }
}

/** Every value in full, and how they hang together: enough to check with another program. */
function Whole({ draw }: { draw: DrawView }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { file, handle, salt } = draw
  return (
    <div className="draw-proof text-15 leading-normal">
      <p className="text-ink-2">{t('draw.how')}</p>
      <dl className="draw-whole mt-2">
        <Fact term={t('draw.rule')}>{file.rule}</Fact>
        <Fact term={t('draw.attempt')}>{view.attemptId}</Fact>
        {salt !== null && <Fact term={t('draw.salt')}>{salt}</Fact>}
        {handle !== null && <Fact term={t('draw.handle')}>{handle}</Fact>}
        <Fact term={t('draw.rollHash')}>{file.rollHash}</Fact>
        {file.contributions.map((one) => (
          <div key={one.commitment} className="contents">
            <Fact term={t('draw.commitment')}>{one.commitment}</Fact>
            {one.revealed !== null && <Fact term={t(`draw.contributions.${one.by}`)}>{one.revealed}</Fact>}
          </div>
        ))}
      </dl>
    </div>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** Who gave the random numbers; the server alone is said openly. */
export function Contributors({ draw }: { draw: DrawView }) {
  const { t } = useTexts()
  const { isServerAlone, contributions } = draw.file
  return (
    <p className="mt-2">
      <Rich text={isServerAlone ? t('draw.alone') : t('draw.together', { count: contributions.length })} />{' '}
      <PublicFile sittingId={draw.file.sittingId} />
    </p>
  )
}

/** A digest for the eye: its beginning and its end in groups of four. */
export function Digest({ of }: { of: string }) {
  const groups = of.match(/.{4}/g) ?? [of]
  return (
    <span className="draw-digest font-mono text-15">
      {groups.slice(0, 4).join(' ')} … {groups.at(-1)}
    </span>
  )
}

function PublicFile({ sittingId }: { sittingId: string }) {
  const { t } = useTexts()
  return (
    <a href={`/api/sittings/${sittingId}/draw`} target="_blank" rel="noreferrer">
      {t('draw.file')}
    </a>
  )
}
