// Owns: folding what happened into facts: the facts of an attempt can always be recomputed from its events.
// Never refuses: what is in the history has happened.
import type { Instant } from '../time/index.ts'
import type { Facts } from './attempt.ts'
import type { AttemptEvent } from './command.ts'

/** Nothing of the identity is left to be checked. */
const settled = { identityToCheckAt: null, identityRefusedReason: null } as const

/** The facts after an event that happened at `at`. A fact once true keeps its first instant until an event takes it back. */
export function applyEvent(facts: Facts, event: AttemptEvent, at: Instant): Facts {
  switch (event.kind) {
    case 'downloaded':
      return { ...facts, downloadedAt: facts.downloadedAt ?? at }
    case 'prepared':
      return { ...facts, preparedAt: at }
    case 'leased':
      return { ...facts, leaseDeviceId: event.deviceId, leasedAt: at }
    // whoever hands over to a computer vouches for who is there; to none: for nobody
    case 'handedOver':
      return event.deviceId === null
        ? { ...facts, leaseDeviceId: null, leasedAt: null }
        : { ...facts, leaseDeviceId: event.deviceId, leasedAt: at, ...settled }
    case 'moved':
      return {
        ...facts,
        leaseDeviceId: event.deviceId,
        leasedAt: at,
        identityToCheckAt: facts.identityRefusedReason === null ? (facts.identityToCheckAt ?? at) : at,
        identityRefusedReason: null,
      }
    // who is there was confirmed for this computer and this sign-in: the next one asks again (docs/process-rules.md#sign-in)
    case 'released':
      return { ...facts, leaseDeviceId: null, leasedAt: null, identityAskedAt: null, identityConfirmedAt: null }
    case 'consented':
      return { ...facts, consentedAt: facts.consentedAt ?? at }
    case 'faceRefused':
      return { ...facts, faceTries: facts.faceTries + 1 }
    case 'personAsked':
      return { ...facts, identityAskedAt: facts.identityAskedAt ?? at, identityRefusedReason: null }
    case 'identityRefused':
      return { ...facts, identityAskedAt: null, identityRefusedReason: event.reason }
    case 'identityConfirmed':
      return {
        ...facts,
        identityConfirmedAt: facts.identityConfirmedAt ?? at,
        identityAskedAt: null,
        ...settled,
      }
    case 'briefed':
      return { ...facts, briefedAt: facts.briefedAt ?? at }
    case 'evidenceBound':
      return { ...facts, evidenceBoundAt: at }
    case 'evidenceReceived':
      return { ...facts, evidenceReceivedAt: facts.evidenceReceivedAt ?? at }
    case 'evidenceSwept':
      return { ...facts, evidenceSweptAt: facts.evidenceSweptAt ?? at }
    case 'lotDrawn':
      return facts.lotDrawnAt === null ? { ...facts, lotDrawnAt: at, isLotDrawnByCandidate: event.byCandidate } : facts
    case 'attachmentsOpened':
    case 'returned':
    case 'waitingEnded':
      return facts
    case 'attachmentsRead':
      return { ...facts, attachmentsReadAt: facts.attachmentsReadAt ?? at }
    case 'entered':
      return { ...facts, enteredAt: facts.enteredAt ?? at }
    case 'devicesConfirmed':
      return { ...facts, devicesConfirmedAt: facts.devicesConfirmedAt ?? at }
    case 'begun':
      return { ...facts, ownStartsAt: facts.ownStartsAt ?? event.startsAt }
    case 'sheetShown':
      return { ...facts, sheetShownAt: facts.sheetShownAt ?? at }
    case 'finished':
      return { ...facts, finishedAt: facts.finishedAt ?? at }
    case 'handedIn':
      return facts.handedInAt === null ? { ...facts, handedInAt: at, handedInGaps: event.gaps } : facts
    case 'evidenceChecked':
      return { ...facts, evidenceCheckedAt: facts.evidenceCheckedAt ?? at }
    case 'allowanceGranted':
      return { ...facts, allowances: [...facts.allowances, event.allowance] }
    case 'withdrawn':
      return { ...facts, withdrawnAt: facts.withdrawnAt ?? at }
    case 'removed':
      return { ...facts, removedAt: facts.removedAt ?? at }
    case 'voided':
      return { ...facts, voidedAt: facts.voidedAt ?? at }
  }
}
