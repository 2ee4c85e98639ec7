// Owns: reading what a server has encrypted at rest, by docs/blob-format.md and a few lines of its own: the database of the data
// directory says by which salts, the keys directory opens the keys of interviews. Never asks the server, nor uses a line of it.
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** What of a blob (`<attemptId>/<partId>`) or of an object in an S3 store (`<attemptId>/<partId>/<object>`) lies at a position, in the clear. */
export type Decrypt = (name: string, position: number, bytes: Buffer) => Buffer

type Salted = { attemptId: string; name: string; offset: number; salt: Buffer | null }

/** @param directories a data directory without a database holds files in the clear */
export async function openBlobs(directories: {
  dataDirectory: string
  keysDirectory: string | undefined
}): Promise<Decrypt> {
  const { dataDirectory, keysDirectory } = directories
  if (!existsSync(join(dataDirectory, 'postgres'))) return (_name, _position, bytes) => bytes
  if (keysDirectory === undefined) throw new Error('what a server has written is encrypted: name its keys with --keys')
  const master = Buffer.from(readFileSync(join(keysDirectory, 'master.key'), 'utf8').trim(), 'base64')
  const { keys, salts } = await readRows(dataDirectory)
  const keyOf = new Map(keys.map((row) => [row.attemptId, unseal(master, row)]))
  const saltsOf = Map.groupBy(salts, ({ name }) => name)

  return (name, position, bytes) => {
    const own = saltsOf.get(name) ?? []
    const plain = Buffer.from(bytes)
    for (const [at, { attemptId, offset, salt }] of own.entries()) {
      const from = Math.max(offset, position)
      const to = Math.min(own[at + 1]?.offset ?? Infinity, position + bytes.length)
      const interviewKey = keyOf.get(attemptId)
      if (!salt?.length || from >= to) continue
      if (!interviewKey) throw new Error(`there is no key for ${name}`)
      const [attempt, part] = name.split('/')
      const dataKey = Buffer.from(hkdfSync('sha256', interviewKey, salt, `zhishi/blob/${attempt}/${part}`, 32))
      const counter = Buffer.from(
        Math.floor(from / 16)
          .toString(16)
          .padStart(32, '0'),
        'hex',
      )
      const cipher = createCipheriv('aes-256-ctr', dataKey, counter)
      cipher.update(Buffer.alloc(from % 16))
      cipher.update(bytes.subarray(from - position, to - position)).copy(plain, from - position)
    }
    return plain
  }
}

function unseal(master: Buffer, { interviewId, keySealed }: { interviewId: string; keySealed: Buffer }): Buffer {
  const wrapping = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'zhishi/interviewKeys', 32))
  const decipher = createDecipheriv('aes-256-gcm', wrapping, keySealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(interviewId)).setAuthTag(keySealed.subarray(-16))
  return Buffer.concat([decipher.update(keySealed.subarray(12, -16)), decipher.final()])
}

/** Of the database that runs in the data directory. */
async function readRows(dataDirectory: string) {
  const cluster = join(dataDirectory, 'postgres')
  const password = readFileSync(join(cluster, 'postgres-password'), 'utf8').trim()
  // the fourth line of it is the port (PostgreSQL documentation, "Database File Layout")
  const port = Number(readFileSync(join(cluster, 'data', 'postmaster.pid'), 'utf8').split('\n')[3])
  const client = new pg.Client({ user: 'zhishi', password, host: '127.0.0.1', port, database: 'zhishi', ssl: false })
  await client.connect()
  try {
    const keys = await client.query<{ attemptId: string; interviewId: string; keySealed: Buffer }>(
      `select attempts.id as "attemptId", interview_id as "interviewId", key_sealed as "keySealed"
       from attempts join sittings on sittings.id = sitting_id join interview_keys using (interview_id)`,
    )
    const salts = await client.query<Salted>(
      `select attempt_id as "attemptId", attempt_id || '/' || part_id as name, "offset"::float8 as "offset", salt from blob_salts
       where not is_replaced
       union
       select attempt_id, attempt_id || '/' || part_id || '/' || object, 0, salt from blob_objects
       order by name, "offset"`,
    )
    return { keys: keys.rows, salts: salts.rows }
  } finally {
    await client.end()
  }
}
