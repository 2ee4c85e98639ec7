// Owns: the recordings of an attempt, part by part, and playing one.
// Never carries a byte of a recording but by range.
import { z } from 'zod'
import { partId } from '../../ids/index.ts'
import { endReason, line, receipt, sha256Hex, witnessStretch } from '../../recording/index.ts'
import { instant } from '../../time/index.ts'
import { ofAttempt, ofPart, type Endpoints } from '../endpoint.ts'

export const partView = z
  .object({
    partId,
    line,
    number: z.int(),
    mime: z.string(),
    startedAt: instant,
    startedAtErrorMs: z.int().nullable(),
    /** the device's word on its start cannot be: `startedAt` is when the server heard of it, and no time is counted by it */
    isStartUncertain: z.boolean().default(false),
    endedAt: instant.nullable(),
    endReason: endReason.nullable(),
    bytes: z.int(),
    generation: z.int(),
    digest: sha256Hex.nullable(),
    sealedAt: instant.nullable(),
    receipt: receipt.nullable(),
  })
  .meta({ id: 'Part' })
export type PartView = z.infer<typeof partView>

/** All parts of one line of one attempt, with the stretches of time nothing was recorded in. */
export const recordingView = z
  .object({
    line,
    parts: z.array(partView),
    gaps: z.array(z.object({ fromAt: instant, toAt: instant })),
    /** what beats and arrivals prove, for proctors and organisers; also of parts of which nothing has come */
    witness: z.array(witnessStretch.extend({ partId })).default([]),
    bytes: z.int(),
    isSealed: z.boolean(),
  })
  .meta({ id: 'Recording' })
export type RecordingView = z.infer<typeof recordingView>

export const partsEndpoints = {
  listRecordings: {
    method: 'GET',
    path: '/api/attempts/:attemptId/recordings',
    summary: 'The recordings of an attempt: parts, gaps and receipts',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'readRecordings',
    params: ofAttempt,
    response: z.array(recordingView),
    refusals: ['signInNeeded', 'notFound'],
  },
  playPart: {
    method: 'GET',
    path: '/api/parts/:partId/playable',
    summary: 'A seekable copy of a sealed part (HTTP ranges); looking is audited',
    callers: ['staff'],
    cost: 'media',
    action: 'lookAtRecordings',
    params: ofPart,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'notPlayable'],
    isRaw: true,
  },
  receiptKey: {
    method: 'GET',
    path: '/api/receipt-key',
    summary: 'The public key (Ed25519, SPKI in base64) that checks receipts',
    callers: ['anyone'],
    cost: 'public',
    response: z.object({ keyId: z.string(), publicKey: z.base64() }),
    refusals: [],
  },
} as const satisfies Endpoints
