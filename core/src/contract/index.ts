// Owns: the public door of the contract between server and clients.
export * from './endpoints.ts'
export * from './views.ts'
