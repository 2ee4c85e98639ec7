// Owns: measuring a candidate's network before the day (step 2).
// Never holds behaviour; the results themselves are the command `prepare`.
import type { Endpoints } from '../endpoint.ts'

export const preparationEndpoints = {
  probeDown: {
    method: 'GET',
    path: '/api/network-probe',
    summary: '1 MiB of random bytes, to measure the way down',
    callers: ['candidate', 'grant'],
    refusals: ['signInNeeded'],
    isRaw: true,
  },
  probeUp: {
    method: 'POST',
    path: '/api/network-probe',
    summary: 'Takes up to 1 MiB of bytes and drops them, to measure the way up',
    callers: ['candidate', 'grant'],
    refusals: ['signInNeeded', 'tooLarge'],
    isRaw: true,
  },
} as const satisfies Endpoints
