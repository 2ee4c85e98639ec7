// Owns: step 1 软件下载: only within the download window.
import { already, defineStep, happened } from '../rule.ts'
import { windowBefore } from '../schedule.ts'

export const download = defineStep<'download'>({
  step: 'download',
  window: (it) => windowBefore(it, 'download'),
  doneAt: (it) => it.facts.downloadedAt,
  isOff: () => false,
  after: [],
  commands: {
    download: {
      needsGate: true,
      needsLease: false,
      decide: ({ attempt }) => (attempt.facts.downloadedAt === null ? happened({ kind: 'downloaded' }) : already),
    },
  },
})
