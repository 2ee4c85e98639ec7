// Owns: what the fields of the installation, of push messages and of the audit log are (docs/data-map.md).
import { auditEntries, auditLinks, installation, pushMessages, pushTopics } from './platform.ts'
import { tag } from './tags.ts'

export const platformTags = [
  tag(
    installation,
    {
      owner: 'platform',
      what: 'Which keys and which place of recordings belong to this database.',
      whose: 'operator',
      why: 'a start with others is refused',
      until: 'installation',
    },
    {
      only: ['technical', 'makes it the only row'],
      masterKeyId: ['technical', 'id of the master key, which tells nothing of it'],
      installedAt: ['technical', 'when the database was made'],
      blobsAt: ['technical', 'where the recordings lie'],
      blobsMarkedAt: ['technical', 'since when the store marker lies there'],
    },
  ),
  tag(
    pushTopics,
    {
      owner: 'platform',
      what: 'The last number of each topic.',
      whose: 'nobody',
      why: 'messages get their order by its lock',
      until: 'installation',
    },
    { topic: ['id', 'attempt or sitting'], sequence: ['technical', 'the last number'] },
  ),
  tag(
    pushMessages,
    {
      owner: 'platform',
      what: 'Messages for pages that come back.',
      whose: 'nobody',
      why: 'a page asks again for what changed',
      until: 'day',
    },
    {
      topic: ['id', 'attempt or sitting'],
      sequence: ['technical', 'its number'],
      at: ['technical', 'when'],
      message: ['id', 'ids only: what changed'],
    },
  ),
  tag(
    auditEntries,
    {
      owner: 'audit',
      what: 'Who looked at or changed what.',
      whose: 'staff and candidate',
      why: 'to answer for it',
      until: 'installation',
    },
    {
      number: ['technical', 'running number'],
      at: ['behaviour', 'when'],
      actorRole: ['technical', 'the role'],
      actorId: ['id', 'who'],
      action: ['behaviour', 'what was done'],
      subject: ['id', 'ids of what it was done to'],
    },
  ),
  tag(
    auditLinks,
    {
      owner: 'audit',
      what: 'The hash chain over audit entries.',
      whose: 'nobody',
      why: 'shows entries that were changed or are gone',
      until: 'installation',
    },
    {
      number: ['technical', 'running number'],
      at: ['technical', 'when'],
      firstEntry: ['technical', 'from which entry'],
      lastEntry: ['technical', 'to which entry'],
      previousHash: ['technical', 'the link before'],
      hash: ['technical', 'hash over it and the entries'],
      digests: ['technical', 'number and digest of each entry'],
      keyId: ['technical', 'of the key that signed it'],
      signature: ['technical', 'signature of the head'],
    },
  ),
]
