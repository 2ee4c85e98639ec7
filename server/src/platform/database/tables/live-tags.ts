// Owns: what the fields of live viewing are, whose, why and until when (docs/data-map.md).
import { liveViews, noticeStills, stills } from './live.ts'
import { tag } from './tags.ts'

export const liveTags = [
  tag(
    stills,
    {
      owner: 'live',
      what: 'The newest still of each feed.',
      whose: 'candidate',
      why: 'so that a proctor sees many candidates at once',
      until: 'hour',
    },
    {
      attemptId: ['id', 'its attempt'],
      feed: ['technical', 'camera, screen or evidence'],
      jpegSealed: ['personal', 'a small picture of the candidate, the room or the screen; sealed', 'replaced'],
      receivedAt: ['behaviour', 'when it was received'],
      keepUntil: ['technical', 'until when the next ones stay, because something was noticed'],
    },
  ),
  tag(
    noticeStills,
    {
      owner: 'live',
      what: 'Stills near a notice, at most 180 of an attempt.',
      whose: 'candidate',
      why: 'they say where in the recording to look',
      until: 'attempt',
    },
    {
      attemptId: ['id', 'its attempt'],
      feed: ['technical', 'camera, screen or evidence'],
      receivedAt: ['behaviour', 'when it was received'],
      jpegSealed: ['personal', 'a small picture of the candidate, the room or the screen; sealed'],
    },
  ),
  tag(
    liveViews,
    {
      owner: 'live',
      what: 'Who of the staff looks at what is being recorded.',
      whose: 'staff',
      why: 'a view gives the right to read, and makes devices upload each second',
      until: 'viewEnds',
    },
    {
      id: ['id', 'names the view'],
      staffId: ['id', 'who looks'],
      attemptId: ['id', 'at whom'],
      sittingId: ['id', 'or at which wall'],
      openedAt: ['behaviour', 'since when'],
      lastsUntil: ['technical', 'when it ends by itself'],
    },
  ),
]
