// Owns: the table of every HTTP endpoint as plain data: the server mounts it, the web client is typed from it,
// OpenAPI is generated from it. Never holds behaviour.
import type { Endpoints } from './endpoint.ts'
import { attachmentsEndpoints } from './attachments.ts'
import { attemptsEndpoints } from './attempts.ts'
import { auditEndpoints } from './audit.ts'
import { downloadsEndpoints } from './downloads.ts'
import { drawsEndpoints } from './draws.ts'
import { erasingEndpoints } from './erasing.ts'
import { evidenceEndpoints } from './evidence.ts'
import { helpEndpoints } from './help.ts'
import { identityEndpoints } from './identity.ts'
import { interviewsEndpoints } from './interviews.ts'
import { liveEndpoints } from './live.ts'
import { preparationEndpoints } from './preparation.ts'
import { questionsEndpoints } from './questions.ts'
import { recordingsEndpoints } from './recordings/index.ts'
import { scoringEndpoints } from './scoring.ts'
import { signInEndpoints } from './sign-in.ts'
import { socketEndpoints } from './socket.ts'
import { supportEndpoints } from './support.ts'
import { watchEndpoints } from './watch.ts'

export const endpoints = {
  ...signInEndpoints,
  ...attemptsEndpoints,
  ...questionsEndpoints,
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
  ...socketEndpoints,
  ...watchEndpoints,
  ...interviewsEndpoints,
  ...erasingEndpoints,
  ...auditEndpoints,
} as const satisfies Endpoints

export type EndpointName = keyof typeof endpoints
