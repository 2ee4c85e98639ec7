import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createDiskStore } from './disk-store.ts'
import { markerText } from './marker.ts'
import { answerReads, askForReads } from './reading-port.ts'

test('a port reads the blobs it was made for, several ranges at once, and no others', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zhishi-port-'))
  const { port1, port2 } = new MessageChannel()
  try {
    const store = createDiskStore({ dataDirectory, marker: markerText('here') })
    await store.writeMarker()
    const [one, two, other] = [1, 2, 3].map(() => ({ attemptId: randomUUID(), partId: randomUUID() }))
    if (!one || !two || !other) throw new Error('three keys')
    await store.append(one, 0, Buffer.from('first part'))
    await store.append(two, 0, Buffer.from('second part'))
    await store.append(other, 0, Buffer.from('of somebody else'))
    answerReads(port1, store, [one, two])
    const read = askForReads(port2)
    const texts = await Promise.all([
      read(1, { from: 0, to: 6 }),
      read(0, { from: 6, to: 10 }),
      read(1, { from: 7, to: 11 }),
    ])
    expect(texts.map((bytes) => Buffer.from(bytes).toString())).toEqual(['second', 'part', 'part'])
    await expect(read(2, { from: 0, to: 2 })).rejects.toThrow('no blob 2')
    await expect(read(0, { from: 5, to: 11 })).rejects.toThrow('bytesMissing')
  } finally {
    port2.close()
    await rm(dataDirectory, { recursive: true, force: true })
  }
})
