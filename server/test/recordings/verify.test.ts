// `npm run verify` on real files: what a device exported with its receipts, whole and tampered with, and receipts alone.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportOf, packed } from './testkit/export.ts'
import { buildLine, receiptOf, T0, useDevice } from './testkit/line.ts'

const COMMAND = join(import.meta.dirname, '../../src/cli/verify.ts')

function run(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
    )
  })
}

test('an export and its receipts are checked without the server, and what was changed is named', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const first = { facts: device.facts(), bytes: randomBytes(3000) }
  await device.create(first.facts)
  await device.patch(first.facts.partId, 0, first.bytes)
  const receipt = receiptOf(await device.seal(first.facts.partId, first.bytes))
  const second = { facts: device.facts({ startedAt: String(T0 + 32_000) }), bytes: randomBytes(2000) }
  const key = await (await fetch(`${line.now().url}/api/receipt-key`)).text()

  const directory = await mkdtemp(join(tmpdir(), 'zhishi-verify-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const write = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(directory, name), content)
    return join(directory, name)
  }
  const keyFile = await write('key.json', key)
  const whole = exportOf(device, [first, second], T0)
  const withReceipt = (given: object) => ({
    ...whole,
    manifest: {
      ...whole.manifest,
      parts: whole.manifest.parts.map((it, at) => (at === 0 ? { ...it, receipt: given } : it)),
    },
  })
  const good = await write('good.zip', packed(withReceipt(receipt), device.grant))
  const checked = await run(good, '--key', keyFile)
  expect(checked.code, checked.out).toBe(0)
  expect(checked.out).toMatch(/camera-0001\.webm {2}3000 bytes, as the manifest says .*signed by this key/)
  expect(checked.out).toMatch(/camera-0002\.webm {2}2000 bytes, as the manifest says .*receipt: none yet/)
  expect(checked.out).toMatch(
    /camera: nothing between 2026-12-17T01:30:00.000Z and 2026-12-17T01:30:32.000Z \(32.0 s\)/,
  )
  expect((await run(good)).out).toMatch(/^signatures are not checked/)

  const other = await write('other.zip', packed(withReceipt({ ...receipt, sealedAt: T0 - 1 }), device.grant))
  expect(await run(other, '--key', keyFile)).toMatchObject({
    code: 1,
    out: expect.stringMatching('NOT signed by this key'),
  })
  const foreign = await write('foreign.zip', packed(withReceipt({ ...receipt, bytes: 1 }), device.grant))
  expect(await run(foreign, '--key', keyFile)).toMatchObject({ code: 1, out: expect.stringMatching('of OTHER bytes') })
  const changed = packed(withReceipt(receipt), device.grant)
  changed[changed.indexOf(second.bytes)]! ^= 1
  const tampered = await run(await write('tampered.zip', changed), '--key', keyFile)
  expect(tampered).toMatchObject({ code: 1, out: expect.stringMatching(/camera-0002.*NOT what the manifest says/) })
  expect((await run(await write('cut.zip', changed.subarray(0, 4000)), '--key', keyFile)).code).toBe(2)

  const { publicKey } = JSON.parse(key) as { publicKey: string }
  const alone = await write('receipt.json', JSON.stringify(receipt))
  expect(await run(alone, '--key', publicKey)).toMatchObject({ code: 0 })
  const list = await write('receipts.json', JSON.stringify([receipt, { ...receipt, bytes: 3001 }]))
  expect(await run(list, '--key', publicKey)).toMatchObject({ code: 1 })
  expect((await run(list, '--key', 'no key')).code).toBe(2)
  expect((await run(join(directory, 'nowhere'))).code).toBe(2)
})
