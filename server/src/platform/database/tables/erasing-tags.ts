// Owns: what the fields of what is being erased are, whose, why and until when (docs/data-map.md).
import { erasedAttempts, erasures } from './erasing.ts'
import { tag } from './tags.ts'

export const erasingTags = [
  tag(
    erasures,
    {
      owner: 'erasing',
      what: 'What somebody had erased, and is not gone whole yet.',
      whose: 'staff',
      why: 'so that erasing goes on after a crash',
      until: 'erased',
    },
    {
      id: ['id', 'names the erasure'],
      interviewId: ['id', 'of which interview'],
      attemptId: ['id', 'which attempt; empty: the whole interview'],
      accepted: ['technical', 'what was accepted when it was asked for'],
      askedAt: ['behaviour', 'when it was asked for'],
      askedByRole: ['technical', 'by which role'],
      askedById: ['id', 'by whom'],
    },
  ),
  tag(
    erasedAttempts,
    {
      owner: 'erasing',
      what: 'Attempts of which only bytes may be left.',
      whose: 'candidate',
      why: 'the bytes are found by it once no row names them',
      until: 'erased',
    },
    { attemptId: ['id', 'the attempt'], erasureId: ['id', 'its erasure'] },
  ),
]
