// Owns: step 7 阅读考试附件: read in the page within their window; opening them assigns a lot that was not drawn.
import { already, defineStep, happened } from '../rule.ts'
import { checkInWindow } from '../schedule.ts'
import { drawIfMissing } from './draw.ts'

export const attachments = defineStep<'openAttachments' | 'confirmAttachments'>({
  step: 'attachments',
  window: (it) => checkInWindow(it, 'withEntry'),
  doneAt: (it) => it.facts.attachmentsReadAt,
  isOff: (it) => !it.settings.attachments.isRequired,
  // the draw is no condition: it happens by itself
  after: ['signIn', 'briefing', 'evidence'],
  commands: {
    openAttachments: {
      needsGate: true,
      needsLease: true,
      decide: ({ attempt }) => happened(...drawIfMissing(attempt), { kind: 'attachmentsOpened' }),
    },
    confirmAttachments: {
      needsGate: true,
      needsLease: true,
      decide: ({ attempt }) =>
        attempt.facts.attachmentsReadAt === null
          ? happened(...drawIfMissing(attempt), { kind: 'attachmentsRead' })
          : already,
    },
  },
})
