// Proves, in a real Chromium with a real IndexedDB: what is kept is there for the next page life, as it was given; what is
// forgotten is not; and two pages that begin in the same moment agree on one first value.
import { expect, test } from 'vitest'
import { createDeviceStore, type DeviceStore } from './device-store.ts'

async function openStore(name: string): Promise<DeviceStore> {
  const store = createDeviceStore(name)
  await store.open()
  return store
}

test('another page life finds what was kept, and nothing that was forgotten', async () => {
  const name = crypto.randomUUID()
  const first = await openStore(name)
  expect(first.recall('view')).toBeUndefined()
  const writes = [first.keep('view', { serverNow: 1 }), first.keep('key', 'k'), first.keep('view', { serverNow: 2 })]
  // read at once, before it is on the disk
  expect(first.recall('view')).toEqual({ serverNow: 2 })
  expect(await Promise.all(writes)).toEqual([true, true, true])

  const second = await openStore(name)
  expect([second.recall('view'), second.recall('key')]).toEqual([{ serverNow: 2 }, 'k'])
  const many = Array.from({ length: 50 }, (_, at) => second.keep('clock', at))
  expect(await second.forget('key')).toBe(true)
  expect(new Set(await Promise.all(many))).toEqual(new Set([true]))
  expect(second.recall('key')).toBeUndefined()

  const third = await openStore(name)
  expect([third.recall('view'), third.recall('key'), third.recall('clock')]).toEqual([{ serverNow: 2 }, undefined, 49])
})

test('two pages that begin in the same moment agree on the first value', async () => {
  const name = crypto.randomUUID()
  const [one, other] = await Promise.all([openStore(name), openStore(name)])
  const [kept, same] = await Promise.all([one.keepFirst('device', 'one'), other.keepFirst('device', 'other')])
  expect(['one', 'other']).toContain(kept)
  expect(same).toBe(kept)
  expect(await (await openStore(name)).keepFirst('device', 'third')).toBe(kept)
})

test('a store that could not be opened still serves this page life, and says that nothing is on the disk', async () => {
  const store = createDeviceStore(crypto.randomUUID())
  expect(await store.keep('view', 1)).toBe(false)
  expect(store.recall('view')).toBe(1)
  expect(await store.keepFirst('device', 'd')).toBe('d')
})
