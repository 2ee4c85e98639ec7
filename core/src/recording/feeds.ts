// Owns: which lines of bytes a device may send.
import { z } from 'zod'

/** A feed is a view of the candidate: the computer's camera and microphone, its screen, the phone. */
export const FEEDS = ['camera', 'screen', 'evidence'] as const
export const feed = z.enum(FEEDS)
export type Feed = z.infer<typeof feed>

/** The journal is no feed, but it travels the same line as the feeds: in parts, with receipts. */
export const LINES = [...FEEDS, 'journal'] as const
export const line = z.enum(LINES)
export type Line = z.infer<typeof line>

/** What a device of each kind records. */
export const LINES_OF_DEVICE = {
  computer: ['camera', 'screen', 'journal'],
  phone: ['evidence', 'journal'],
} as const satisfies Record<string, readonly Line[]>
export const deviceKind = z.enum(['computer', 'phone'])
export type DeviceKind = z.infer<typeof deviceKind>
