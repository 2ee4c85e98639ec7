// Owns: setting interviews up: reading their documents, handing one in, looking at what it changes, saving it.
// Never holds behaviour.
import { z } from 'zod'
import { draftId, interviewId } from '../../ids/index.ts'
import { fileBeside } from '../../interview/index.ts'
import type { Endpoints } from '../endpoint.ts'
import { documentView, draftFileView, draftView, interviewView } from '../interview-views.ts'

const ofInterview = z.strictObject({ interviewId })
const ofDraft = z.strictObject({ draftId })

export const interviewsEndpoints = {
  listInterviews: {
    method: 'GET',
    path: '/api/interviews',
    summary: 'Every interview with the windows of its sittings',
    callers: ['staff'],
    action: 'readInterview',
    response: z.array(interviewView),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  readDocument: {
    method: 'GET',
    path: '/api/interviews/:interviewId/document',
    summary: 'The document of an interview and its version; personal codes as hashes; looking is audited',
    callers: ['staff'],
    action: 'readInterview',
    params: ofInterview,
    response: documentView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  exportDocument: {
    method: 'GET',
    path: '/api/interviews/:interviewId/document.yaml',
    summary: 'The same document as its YAML file, the version in ETag; looking is audited',
    callers: ['staff'],
    action: 'readInterview',
    params: ofInterview,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
    isRaw: true,
  },
  keepDraftFile: {
    method: 'POST',
    path: '/api/draft-files/:file',
    summary: 'Takes an attachment or an ID photo for the next draft, by the path that the document gives it',
    callers: ['staff'],
    action: 'editInterview',
    params: z.strictObject({ file: fileBeside }),
    response: draftFileView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'tooLarge', 'fileUnfit', 'unsupportedMediaType'],
    isRaw: true,
  },
  draftDocument: {
    method: 'POST',
    path: '/api/drafts/:draftId',
    summary:
      'Takes a document (application/yaml) and says what is wrong with it or what it changes. If-Match: its version, or If-None-Match: * for a new interview',
    callers: ['staff'],
    action: 'editInterview',
    params: ofDraft,
    response: draftView,
    refusals: [
      'signInNeeded',
      'notAllowed',
      'malformed',
      'documentChanged',
      'tooLarge',
      'unsupportedMediaType',
      'unavailable',
    ],
    isRaw: true,
  },
  readDraft: {
    method: 'GET',
    path: '/api/drafts/:draftId',
    summary: 'How far a draft is, and what it changes',
    callers: ['staff'],
    action: 'editInterview',
    params: ofDraft,
    response: draftView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  saveDraft: {
    method: 'POST',
    path: '/api/drafts/:draftId/save',
    summary: 'Carries a draft out, all of it or nothing; repeating it changes nothing',
    callers: ['staff'],
    action: 'editInterview',
    params: ofDraft,
    body: z.strictObject({}),
    response: draftView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'documentChanged', 'editRefused', 'draftNotReady'],
  },
} as const satisfies Endpoints
