// Owns: the rows in which the right to be there ends while bytes wait on the device: what was recorded before still arrives,
// by the device's own grant. The backlog is made behind a pulled cable.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AttemptView, BindingCode } from '@zhishi/core/contract'
import { deviceId } from '@zhishi/core/ids'
import { RefusedError } from '../../tools/candidate-bot/caller.ts'
import type { Device } from '../../tools/faults/page/device.ts'
import type { Cable } from '../harness/cable.ts'
import type { Product } from '../harness/product.ts'
import { between, handIn, type Row } from './row.ts'
import { signInProctor } from './said.ts'
import type { Arrived, Run, Seat } from './world.ts'

const BEFORE_MS = [500, 1500] as const
const BACKLOG_MS = [1500, 3000] as const
const SAFE_LIMIT_MS = 60_000
/** Shorter than the way to it takes; the attempt ends while its device is cut off. */
const SHORT_S = 10

type Scene = { run: Run; product: Product; seat: Seat; device: Device; cable: Cable }

const withBacklog = (name: string, says: string, changes: (scene: Scene) => Promise<void>): Row => ({
  name,
  group: 'authority',
  fault: 'grant-stopped',
  says,
  async run(run) {
    const product = await run.shared()
    const seat = await run.seat(product)
    await behindCable(run, product, seat, (device, cable) => changes({ run, product, seat, device, cable }))
    return product
  },
})

/** Records before and behind the cut, changes who may what, and plugs in again. */
async function behindCable(
  run: Run,
  product: Product,
  seat: { grant: string },
  changes: (device: Device, cable: Cable) => Promise<void>,
  it?: Parameters<Run['device']>[2],
): Promise<Device> {
  const cable = await run.cable(product)
  const device = await run.device(seat, () => cable.url, it)
  await device.beginAll()
  await device.record(between(...BEFORE_MS))
  // of a part that the server does not know when the right ends a person decides
  await device.untilAnnounced(SAFE_LIMIT_MS)
  cable.pull()
  await device.record(between(...BACKLOG_MS))
  await changes(device, cable)
  cable.plugIn()
  return device
}

async function signInAgain({ caller, person, command }: Seat): Promise<void> {
  const { number, personalCode } = person
  await caller.ask('/api/sign-in', { number, personalCode, deviceId: caller.deviceId })
  await command({ kind: 'signIn', deviceId: caller.deviceId })
}

async function bindPhone({ caller, attemptId }: Arrived): Promise<{ grant: string }> {
  const { code } = await caller.ask<BindingCode>(`/api/attempts/${attemptId}/evidence-code`, {})
  return caller.ask('/api/evidence/bindings', { code, deviceId: deviceId.parse(randomUUID()) })
}

export const AUTHORITY_ROWS: Row[] = [
  withBacklog('cookie expired', 'the sign-in ends while bytes wait', async ({ seat, device, cable }) => {
    await seat.caller.ask('/api/sign-out', {})
    await seat.caller.ask(`/api/attempts/${seat.attemptId}`).then(
      () => {
        throw new Error('the sign-in still holds')
      },
      (error: unknown) => {
        if (!(error instanceof RefusedError)) throw error
      },
    )
    cable.plugIn()
    await device.endAll('finished')
    await device.untilSafe(SAFE_LIMIT_MS)
    await signInAgain(seat)
    await handIn(seat, device)
  }),
  withBacklog('hand-over', 'a proctor frees the computer, another goes on', async (scene) => {
    const { run, product, seat, device, cable } = scene
    const proctor = await signInProctor(product, run.signal)
    await proctor.command(seat.attemptId, { kind: 'handOver', deviceId: null })
    const other = await run.seat(product, seat.person)
    const next = await run.device(other, () => product.url, { name: 'next' })
    await next.beginAll()
    cable.plugIn()
    await next.record(between(...BEFORE_MS))
    await device.endAll('reloaded')
    await device.untilSafe(SAFE_LIMIT_MS)
    await handIn(other, next)
  }),
  withBacklog('attempt removed', 'a proctor removes the candidate while bytes wait', async (scene) => {
    const { run, product, seat, device, cable } = scene
    const proctor = await signInProctor(product, run.signal)
    await proctor.command(seat.attemptId, { kind: 'remove', reason: 'fault matrix' })
    cable.plugIn()
    await device.endAll('finished')
    await device.untilSafe(SAFE_LIMIT_MS)
  }),
  {
    name: 'attempt ended',
    group: 'authority',
    fault: 'grant-stopped',
    says: 'T0 + duration passes while bytes wait',
    async run(run) {
      const product = await run.shared()
      const [person] = await run.people(product, 1, { entryClosesS: SHORT_S, durationS: SHORT_S })
      const seat = await run.seat(product, person)
      const look = (): Promise<AttemptView> => seat.caller.ask(`/api/attempts/${seat.attemptId}`)
      const device = await behindCable(run, product, seat, async () => {
        for (let view = await look(); view.phase !== 'handingIn'; view = await look()) await sleep(500)
      })
      await handIn(seat, device)
      return product
    },
  },
  {
    name: 're-bound phone',
    group: 'authority',
    fault: 'grant-stopped',
    says: 'another phone is bound while bytes of the first one wait',
    async run(run) {
      const product = await run.shared()
      const [person] = await run.people(product, 1, { isEvidenceAsked: true })
      const arrived = await run.arrive(product, person)
      const phone = { name: 'phone', lines: ['evidence', 'journal'] as const }
      const first = await behindCable(
        run,
        product,
        await bindPhone(arrived),
        async () => {
          const second = await run.device(await bindPhone(arrived), () => product.url, { ...phone, name: 'second' })
          await second.beginAll()
          await second.record(between(...BEFORE_MS))
          await second.endAll('finished')
          await second.untilSafe(SAFE_LIMIT_MS)
        },
        phone,
      )
      await first.endAll('finished')
      await first.untilSafe(SAFE_LIMIT_MS)
      return product
    },
  },
]
