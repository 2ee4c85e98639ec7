// Owns: the eleven rules in the order of the process.
import type { StepRule } from '../rule.ts'
import type { Step } from '../step.ts'
import { answering } from './answering.ts'
import { attachments } from './attachments.ts'
import { briefing } from './briefing.ts'
import { devices } from './devices.ts'
import { download } from './download.ts'
import { draw } from './draw.ts'
import { entry } from './entry.ts'
import { evidence } from './evidence.ts'
import { handIn } from './hand-in.ts'
import { preparation } from './preparation.ts'
import { signIn } from './sign-in.ts'

export const stepRules = {
  download,
  preparation,
  signIn,
  briefing,
  evidence,
  draw,
  attachments,
  entry,
  devices,
  answering,
  handIn,
} as const satisfies Record<Step, Pick<StepRule, 'step'>>
