// Owns: what a gate says of one step. Computed by the server and sent; clients show it and never compute it.
import { z } from 'zod'
import { refusalCode } from '../refusal/index.ts'
import { instant } from '../time/index.ts'
import { step } from './step.ts'

/**
 * `notYet` before its window, `blocked` in its window with something missing, `open`, `done`, `excused` by an
 * allowance or by the settings, `missed` after its window.
 */
export const gateState = z.enum(['notYet', 'blocked', 'open', 'done', 'excused', 'missed'])
export type GateState = z.infer<typeof gateState>

/** Why a step cannot be done now: a refusal code with the step or the moment it is about. */
export const gateReason = z.object({ code: refusalCode, step: step.optional(), at: instant.optional() })
export type GateReason = z.infer<typeof gateReason>

export const gate = z
  .object({
    step,
    state: gateState,
    /** null: not known yet (self-paced), or never */
    opensAt: instant.nullable(),
    closesAt: instant.nullable(),
    doneAt: instant.nullable(),
    reasons: z.array(gateReason),
  })
  .meta({ id: 'Gate' })
export type Gate = z.infer<typeof gate>

/** 阶段: derived from facts and the time, never stored. */
export const PHASES = [
  'before',
  'checkIn',
  'waiting',
  'answering',
  'handingIn',
  'handedIn',
  'missed',
  'withdrawn',
  'removed',
  'voided',
] as const
export const phase = z.enum(PHASES).meta({ id: 'Phase' })
export type Phase = z.infer<typeof phase>
