// Owns: the table of every HTTP endpoint as plain data: the server mounts it, the web client is typed from it,
// OpenAPI is generated from it. Never holds behaviour.
import type { Endpoints } from './endpoint.ts'
import { attachmentsEndpoints } from './endpoints/attachments.ts'
import { attemptsEndpoints } from './endpoints/attempts.ts'
import { downloadsEndpoints } from './endpoints/downloads.ts'
import { drawsEndpoints } from './endpoints/draws.ts'
import { erasingEndpoints } from './endpoints/erasing.ts'
import { evidenceEndpoints } from './endpoints/evidence.ts'
import { helpEndpoints } from './endpoints/help.ts'
import { identityEndpoints } from './endpoints/identity.ts'
import { interviewsEndpoints } from './endpoints/interviews.ts'
import { liveEndpoints } from './endpoints/live.ts'
import { preparationEndpoints } from './endpoints/preparation.ts'
import { recordingsEndpoints } from './endpoints/recordings.ts'
import { pushEndpoints } from './endpoints/push.ts'
import { scoringEndpoints } from './endpoints/scoring.ts'
import { signInEndpoints } from './endpoints/sign-in.ts'
import { supportEndpoints } from './endpoints/support.ts'
import { watchEndpoints } from './endpoints/watch.ts'

export const endpoints = {
  ...signInEndpoints,
  ...attemptsEndpoints,
  ...identityEndpoints,
  ...evidenceEndpoints,
  ...drawsEndpoints,
  ...attachmentsEndpoints,
  ...helpEndpoints,
  ...recordingsEndpoints,
  ...liveEndpoints,
  ...preparationEndpoints,
  ...downloadsEndpoints,
  ...supportEndpoints,
  ...scoringEndpoints,
  ...pushEndpoints,
  ...watchEndpoints,
  ...interviewsEndpoints,
  ...erasingEndpoints,
} as const satisfies Endpoints

export type EndpointName = keyof typeof endpoints
