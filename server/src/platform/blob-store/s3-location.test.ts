import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadS3Credentials, parseS3Location } from './s3-location.ts'

test('a place is a bucket, a prefix and an address; what could leak or break a key is refused', () => {
  const places: Array<[string, string, string, string]> = [
    ['s3://one', 'https://one.s3.us-east-1.amazonaws.com', '', 'us-east-1'],
    ['s3://one/a/b?region=eu-north-1', 'https://one.s3.eu-north-1.amazonaws.com', 'a/b/', 'eu-north-1'],
    ['s3://one/a/?endpoint=https://s3.example.org:9000/', 'https://s3.example.org:9000/one', 'a/', 'us-east-1'],
    ['s3://one?endpoint=https://{bucket}.oss.example.org', 'https://one.oss.example.org', '', 'us-east-1'],
    ['s3://one?endpoint=http://127.0.0.1:9000', 'http://127.0.0.1:9000/one', '', 'us-east-1'],
  ]
  for (const [text, url, prefix, region] of places) {
    expect(parseS3Location(text)).toMatchObject({ ok: true, place: { url, prefix, region } })
  }
  expect(parseS3Location('s3://one/a?region=here', 'there')).toMatchObject({
    place: { name: 's3://one/a', region: 'here' },
  })
  expect(parseS3Location('s3://one', 'there')).toMatchObject({ place: { region: 'there' } })
  const refused = [
    ['/srv/blobs', 'must be like'],
    ['s3://key:secret@one', 'secrets'],
    ['s3://O_ne', 'bucket'],
    ['s3://one/a b', 'prefix'],
    ['s3://one/a/.secret', 'prefix'],
    ['s3://one?endpont=https://x', 'endpont'],
    ['s3://one?endpoint=nowhere', 'address'],
    ['s3://one?endpoint=https://k:s@x', 'address'],
    ['s3://one?endpoint=http://s3.example.org', 'https'],
  ] as const
  for (const [text, why] of refused) {
    expect([text, parseS3Location(text)]).toEqual([text, { ok: false, why: expect.stringContaining(why) as string }])
    expect(JSON.stringify(parseS3Location(text))).not.toContain(':secret@')
  }
})

test('credentials come from the environment, else from the keys directory, whole or not at all', async () => {
  const keys = await mkdtemp(join(tmpdir(), 'zhishi-s3-keys-'))
  try {
    const nothing = loadS3Credentials({ AWS_ACCESS_KEY_ID: 'only' }, keys)
    expect(nothing).toMatchObject({ ok: false, why: expect.stringContaining('AWS_SECRET_ACCESS_KEY') as string })
    await writeFile(join(keys, 's3.json'), JSON.stringify({ accessKeyId: 'file', secretAccessKey: 'secret' }))
    expect(loadS3Credentials({}, keys)).toMatchObject({ ok: true, credentials: { accessKeyId: 'file' } })
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' }
    expect(loadS3Credentials(environment, keys)).toEqual({
      ok: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
    })
    await writeFile(join(keys, 's3.json'), '{"accessKeyId":"half","secretAccessKey":""}')
    const half = loadS3Credentials({}, keys)
    expect([half.ok, JSON.stringify(half)]).toEqual([false, expect.not.stringContaining('half') as string])
  } finally {
    await rm(keys, { recursive: true, force: true })
  }
})
