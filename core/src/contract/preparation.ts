// Owns: measuring a candidate's network before the day (step 2).
// Never holds behaviour; the results themselves are the command `prepare`.
import type { Endpoints } from './endpoint.ts'

export const preparationEndpoints = {
  probeDown: {
    method: 'GET',
    path: '/api/network-probe',
    summary: '1 MiB of random bytes, to measure the way down',
    callers: ['candidate', 'grant'],
    cost: 'media',
    refusals: ['signInNeeded'],
    isRaw: true,
  },
  probeOffset: {
    method: 'HEAD',
    path: '/api/network-probe/part',
    summary: 'Answers as a part that holds nothing would, to see whether HEAD reaches this server',
    callers: ['candidate', 'grant'],
    cost: 'media',
    refusals: ['signInNeeded'],
    isRaw: true,
  },
  probeAppend: {
    method: 'PATCH',
    path: '/api/network-probe/part',
    summary: 'Takes up to 1 MiB as a part would and drops it, to see whether uploads reach this server and how fast',
    callers: ['candidate', 'grant'],
    cost: 'media',
    refusals: ['signInNeeded', 'tooLarge'],
    isRaw: true,
  },
  probeOverride: {
    method: 'POST',
    path: '/api/network-probe/part',
    summary: 'Either of the two, as X-HTTP-Method-Override names it',
    callers: ['candidate', 'grant'],
    cost: 'media',
    refusals: ['signInNeeded', 'tooLarge', 'methodNotAllowed'],
    isRaw: true,
  },
} as const satisfies Endpoints
