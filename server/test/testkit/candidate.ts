// Owns: how far a candidate of an app has come, for tests of what comes afterwards.
// Never skips a step of the product: everything is asked for over HTTP.
import { expect } from 'vitest'
import { command, signIn, visit, type TestApp, type Visitor } from './app.ts'

/** The command that enters, from a computer that shows its one screen. */
export const ENTER = { kind: 'enter', displays: 1, displaySurface: 'monitor' }

export type Seated = { candidate: Visitor; id: string }

/** Signed in on a computer that holds the lease. @param sitting its name */
export async function seated(app: Pick<TestApp, 'url'>, number?: string, sitting?: string): Promise<Seated> {
  const candidate = visit(app)
  const id = await signIn(candidate, number, sitting)
  expect((await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })).status).toBe(200)
  return { candidate, id }
}
