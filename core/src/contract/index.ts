// Owns: the public door of the contract between server and clients.
export type { Caller, Endpoint, Endpoints } from './endpoint.ts'
export * from './endpoints.ts'
export * from './records-views.ts'
export * from './scoring-views.ts'
export * from './socket.ts'
export * from './step-views.ts'
export * from './views.ts'
export * from './watch-views.ts'
