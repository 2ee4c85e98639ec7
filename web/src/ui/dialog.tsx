// Owns: the one dialog: asks once, names what will happen, closes by Escape. Never stacks.
import { AlertDialog, Dialog as PlainDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

type QuestionProps = {
  isOpen: boolean
  title: string
  children: ReactNode
  /** the safe way back; it has the focus when the dialog opens */
  back: string
  confirm: string
  isBusy?: boolean
  onBack: () => void
  onConfirm: () => void
}

/** A question about something that cannot be undone. Focus is on the way back. */
export function Question({ isOpen, title, children, back, confirm, isBusy = false, onBack, onConfirm }: QuestionProps) {
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onBack()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="veil" />
        <AlertDialog.Content className="dialog">
          <AlertDialog.Title className="song text-24">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-3 flex flex-col gap-3">{children}</div>
          </AlertDialog.Description>
          <div className="mt-8 flex flex-wrap justify-end gap-4">
            <AlertDialog.Cancel asChild>
              <Button className="min-w-[140px]">{back}</Button>
            </AlertDialog.Cancel>
            <Button kind="end" className="min-w-[140px]" isBusy={isBusy} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

type PanelProps = { isOpen: boolean; title: string; children: ReactNode; onClose: () => void }

/** Something to look at or choose from; closed by its button, Escape or a press outside. */
export function Panel({ isOpen, title, children, onClose }: PanelProps) {
  const { t } = useTranslation('ui')
  return (
    <PlainDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <PlainDialog.Portal>
        <PlainDialog.Overlay className="veil" />
        <PlainDialog.Content className="dialog" aria-describedby={undefined}>
          <PlainDialog.Title className="song text-24">{title}</PlainDialog.Title>
          <div className="mt-4">{children}</div>
          <div className="mt-6 flex justify-end">
            <PlainDialog.Close asChild>
              <Button>{t('close')}</Button>
            </PlainDialog.Close>
          </div>
        </PlainDialog.Content>
      </PlainDialog.Portal>
    </PlainDialog.Root>
  )
}
