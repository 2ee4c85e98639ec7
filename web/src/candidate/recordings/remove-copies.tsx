// Owns: 【删除本机副本】: on a computer that others use, after everything is sealed, where the interview allows it.
// Never removes what the server has not sealed alike; it is asked at the press, and the worker compares digests again.
import type { AttemptView } from '@zhishi/core/contract'
import { useState } from 'react'
import { call } from '../../client/call.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Question } from '../../ui/dialog.tsx'
import { formatBytes } from '../../ui/time.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'

type Stage = { kind: 'idle' | 'asking' | 'removing' | 'failed' } | { kind: 'done'; bytes: number }

/** @param isOffered everything here is sealed and nothing is recorded; it stays, to say what was removed */
export function RemoveCopies({ view, isOffered }: { view: AttemptView; isOffered: boolean }) {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  const [stage, setStage] = useState<Stage>({ kind: 'idle' })

  const remove = async (): Promise<void> => {
    setStage({ kind: 'removing' })
    const answer = await call('listRecordings', { params: { attemptId: view.attemptId } })
    if (!answer.ok) return setStage({ kind: 'failed' })
    const there = answer.value.flatMap(({ parts }) =>
      parts.flatMap(({ partId, digest, sealedAt }) =>
        digest === null || sealedAt === null ? [] : [{ partId, digest }],
      ),
    )
    try {
      setStage({ kind: 'done', bytes: await recorder.removeSealed(view.attemptId, there) })
    } catch {
      setStage({ kind: 'failed' })
    }
  }
  if (stage.kind === 'done') {
    return (
      <p role="status" className="mt-3 text-16 text-ink-2">
        {t('recordings.remove.done', { size: formatBytes(stage.bytes) })}
      </p>
    )
  }
  if (!isOffered || !view.recording.canRemoveLocalCopies || view.phase !== 'handedIn') return null
  return (
    <Callout tone="note" title={t('recordings.remove.title')} className="mt-4">
      <p>{t('recordings.remove.body')}</p>
      <p role="status">{stage.kind === 'failed' && t('recordings.remove.failed')}</p>
      <Button size="small" className="mt-2" onClick={() => setStage({ kind: 'asking' })}>
        {t('recordings.remove.button')}
      </Button>
      <Question
        isOpen={stage.kind === 'asking' || stage.kind === 'removing'}
        title={t('recordings.remove.question')}
        back={t('recordings.remove.back')}
        confirm={t('recordings.remove.confirm')}
        isBusy={stage.kind === 'removing'}
        onBack={() => setStage({ kind: 'idle' })}
        onConfirm={() => void remove()}
      >
        <p>{t('recordings.remove.means')}</p>
      </Question>
    </Callout>
  )
}
