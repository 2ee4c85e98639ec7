// Owns: what the fields of scoring are, whose, why and until when (docs/data-map.md).
import { reviewCodes, reviews, scoringDuties } from './scoring.ts'
import { tag } from './tags.ts'

export const scoringTags = [
  tag(
    reviewCodes,
    {
      owner: 'review-codes',
      what: 'The anonymous number of an attempt. This table alone leads from it to the attempt.',
      whose: 'candidate',
      why: 'examiners work without knowing whose attempt it is',
      until: 'attempt',
    },
    { attemptId: ['id', 'its attempt'], code: ['id', 'the review code'] },
  ),
  tag(
    scoringDuties,
    {
      owner: 'scoring',
      what: 'What an examiner is to score.',
      whose: 'staff',
      why: 'examiners reach nothing else',
      until: 'staff',
    },
    {
      id: ['id', 'names the duty'],
      examinerId: ['id', 'the examiner'],
      attemptId: ['id', 'the attempt; empty: every attempt of the interviews of their memberships'],
    },
  ),
  tag(
    reviews,
    {
      owner: 'scoring',
      what: 'What one examiner did with one attempt.',
      whose: 'candidate and staff',
      why: 'to score',
      until: 'attempt',
    },
    {
      attemptId: ['id', 'its attempt'],
      examinerId: ['id', 'the examiner'],
      recusedAt: ['judgement', 'since when they do not score it, because they know the candidate'],
      disclosureFlaggedAt: ['judgement', 'the candidate said who they are'],
      sheetId: ['id', 'names the sheet, so that a repeat is known'],
      submittedAt: ['behaviour', 'when it was submitted'],
      marks: ['judgement', 'points of each element'],
    },
  ),
]
