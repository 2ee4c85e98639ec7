// Owns: what the fields of candidates, ID photos and sign-ins are, whose, why and until when (docs/data-map.md).
import { candidateDevices, candidates, candidateSignIns, freeTries, idPhotos, signInTries } from './candidates.ts'
import { tag } from './tags.ts'

export const candidateTags = [
  tag(
    candidates,
    {
      owner: 'candidates',
      what: 'A candidate of one interview.',
      whose: 'candidate',
      why: 'to invite, sign in and name them',
      until: 'candidate',
    },
    {
      id: ['id', 'names the candidate'],
      interviewId: ['id', 'the interview'],
      numberIndex: ['personal', 'keyed hash of the ID-document number, by which it is found'],
      numberSealed: ['personal', 'the ID-document number, sealed'],
      nameSealed: ['personal', 'the name, sealed'],
      codeHash: ['secret', 'argon2id of the personal code'],
    },
  ),
  tag(
    candidateDevices,
    {
      owner: 'candidates',
      what: 'A device on which a candidate has signed in.',
      whose: 'candidate',
      why: 'an attempt is held by one device, and staff see which',
      until: 'unseen',
    },
    {
      id: ['id', 'names the device'],
      secretHash: ['secret', 'SHA-256 of the secret that the server gave it'],
      userAgent: ['behaviour', 'the browser, as it calls itself'],
      firstSignedInAt: ['behaviour', 'when somebody first signed in on it'],
      lastSignedInAt: ['behaviour', 'when somebody last signed in on it'],
    },
  ),
  tag(
    candidateSignIns,
    {
      owner: 'candidates',
      what: 'A sign-in of a candidate’s browser.',
      whose: 'candidate',
      why: 'to know who calls',
      until: 'signOut',
    },
    {
      secretHash: ['secret', "SHA-256 of the cookie's secret"],
      personId: ['id', 'the candidate'],
      deviceId: ['id', 'the device'],
      signedInAt: ['behaviour', 'when'],
      expiresAt: ['technical', 'until when'],
    },
  ),
  tag(
    signInTries,
    {
      owner: 'platform',
      what: 'A try of a secret, counted before it is made; what failed counts for five minutes by address, for an hour by number.',
      whose: 'whoever tried',
      why: 'to slow down guessing',
      until: 'success',
    },
    {
      id: ['id', 'running number'],
      subject: ['behaviour', 'keyed hash of the number, the address or both'],
      triedAt: ['behaviour', 'when'],
    },
  ),
  tag(
    freeTries,
    {
      owner: 'platform',
      what: 'Tries of a number that wait for nothing, because staff have spoken to the person.',
      whose: 'candidate',
      why: 'to let in at once whoever was kept waiting by wrong codes',
      until: 'success',
    },
    {
      subject: ['behaviour', 'keyed hash of the number'],
      left: ['technical', 'how many are left'],
      untilAt: ['technical', 'until when'],
    },
  ),
  tag(
    idPhotos,
    {
      owner: 'id-photos',
      what: 'The registered ID photo and the face template made from it.',
      whose: 'candidate',
      why: 'the face login compares with it',
      until: 'candidate',
    },
    {
      personId: ['id', 'the candidate'],
      jpegSealed: ['personal', 'the photograph, sealed'],
      templateSealed: ['personal', 'the face template (biometric), sealed'],
      engineId: ['technical', 'the model that made the template'],
      file: ['content', 'its path beside the document'],
      digest: ['technical', 'keyed digest of the photograph'],
      enrolledAt: ['behaviour', 'when it was registered'],
      enrolledBy: ['technical', 'by the organiser, or taken with the camera'],
    },
  ),
]
