// Owns: the endpoint of the socket. What goes over it stands in ../socket.ts.
// Never holds behaviour.
import type { Endpoints } from '../endpoint.ts'

export const pushEndpoints = {
  openSocket: {
    method: 'GET',
    path: '/api/socket',
    summary:
      'A WebSocket that says when something changed; staff pages add ?side=staff. Messages: SocketAsk, SocketMessage',
    callers: ['candidate', 'staff'],
    action: 'seeSitting',
    refusals: ['signInNeeded', 'foreignOrigin', 'malformed', 'tooManyTries'],
    isRaw: true,
  },
} as const satisfies Endpoints
