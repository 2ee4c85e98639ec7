// Owns: what the fields of staff are, whose, why and until when (docs/data-map.md).
import { signInLinks, staff, staffSignIns } from './staff.ts'
import { memberships } from './memberships.ts'
import { tag } from './tags.ts'

export const staffTags = [
  tag(
    staff,
    {
      owner: 'staff',
      what: 'A member of staff.',
      whose: 'staff',
      why: 'to know who did what',
      until: 'staff',
    },
    {
      id: ['id', 'names them'],
      name: ['personal', 'what they are called, as the operator wrote it; not sealed'],
    },
  ),
  tag(
    signInLinks,
    {
      owner: 'staff',
      what: 'The link by which a member of staff signs in.',
      whose: 'staff',
      why: 'to sign in',
      until: 'linkEnds',
    },
    {
      secretHash: ['secret', 'SHA-256 of the secret in the link'],
      staffId: ['id', 'whose link it is'],
      expiresAt: ['technical', 'until when it works'],
    },
  ),
  tag(
    staffSignIns,
    {
      owner: 'staff',
      what: 'A sign-in of a browser of staff.',
      whose: 'staff',
      why: 'to know who calls',
      until: 'signOut',
    },
    {
      secretHash: ['secret', "SHA-256 of the cookie's secret"],
      staffId: ['id', 'the member of staff'],
      deviceId: ['id', 'the browser, by an id that it made'],
      signedInAt: ['behaviour', 'when'],
      expiresAt: ['technical', 'until when'],
    },
  ),
  tag(
    memberships,
    {
      owner: 'staff',
      what: 'A role of a member of staff in an interview.',
      whose: 'staff',
      why: 'to know what they may do',
      until: 'staff',
    },
    {
      id: ['id', 'names the membership'],
      staffId: ['id', 'the member of staff'],
      role: ['technical', 'the role'],
      interviewId: ['id', 'the interview; empty: all of them'],
      until: ['technical', 'when it ends'],
    },
  ),
]
