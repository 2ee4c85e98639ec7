// Owns: the branded identifiers of everything that has one. All are UUIDs in lower case.
// Never makes an id: randomness is injected by whoever creates the thing.
import { z } from 'zod'

const uuid = <Brand extends string>(name: Brand) =>
  z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a UUID in lower case')
    .brand(name)

export const interviewId = uuid('InterviewId')
export type InterviewId = z.infer<typeof interviewId>
export const sittingId = uuid('SittingId')
export type SittingId = z.infer<typeof sittingId>
export const attemptId = uuid('AttemptId')
export type AttemptId = z.infer<typeof attemptId>
export const personId = uuid('PersonId')
export type PersonId = z.infer<typeof personId>
export const staffId = uuid('StaffId')
export type StaffId = z.infer<typeof staffId>
/** Made once by a browser profile and kept there; names a device, proves nothing. */
export const deviceId = uuid('DeviceId')
export type DeviceId = z.infer<typeof deviceId>
/** Made by the client that records, so that a part has a name before any server has heard of it. */
export const partId = uuid('PartId')
export type PartId = z.infer<typeof partId>
/** Made by a page that opens a view of what is being recorded. */
export const liveViewId = uuid('LiveViewId')
export type LiveViewId = z.infer<typeof liveViewId>
export const grantId = uuid('GrantId')
export type GrantId = z.infer<typeof grantId>
export const erasureId = uuid('ErasureId')
export type ErasureId = z.infer<typeof erasureId>
/** Made by the page that hands a document in; a repeat finds the same draft. */
export const draftId = uuid('DraftId')
export type DraftId = z.infer<typeof draftId>
/** Carried by every state-changing request; a repeat gets the first answer. */
export const commandId = uuid('CommandId')
export type CommandId = z.infer<typeof commandId>
