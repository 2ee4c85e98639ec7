// Owns: reading what `npm run verify` is given by people: receipts, heads of the audit log, a public key.
// Never checks what it reads: the commands do.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { auditHead } from '@zhishi/core/audit'
import { receipt } from '@zhishi/core/recording'
import { z } from 'zod'

const list = z.array(receipt).min(1)
/** One receipt, a list, or what a candidate saved by 【保存回执】. */
export const receipts = z.union([
  receipt.transform((one) => [one]),
  list,
  z.object({ receipts: list }).transform((saved) => saved.receipts),
])

const headList = z.array(auditHead).min(1)
/** One head, a list, a public page of them, or the answer that names the newest. */
export const heads = z.union([
  auditHead.transform((one) => [one]),
  headList,
  z.object({ heads: headList }).transform((page) => page.heads),
  z.object({ newest: auditHead }).transform(({ newest }) => [newest]),
])

const keyFile = z.object({ publicKey: z.base64() })

/** @param given a file as SERVER/api/receipt-key answers, or the base64 text in it */
export async function loadKey(given: string): Promise<KeyObject> {
  const text = await readFile(given, 'utf8').catch(() => given)
  const base64 = text.trim().startsWith('{') ? keyFile.parse(JSON.parse(text)).publicKey : text.trim()
  return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
}
