// Owns: how a place in an S3 store is named at start: bucket, prefix, endpoint, region; and the two secrets for it.
// Never asks the store, and never puts a secret into a message.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export type S3Location = {
  /** `s3://bucket/prefix`: what names it wherever it is reached */
  name: string
  /** where the bucket answers, without a slash at the end */
  url: string
  /** what every key begins with: empty, or ending in a slash */
  prefix: string
  region: string
}

export type S3Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

/** What is chosen with `--blobs`. */
export type S3Choice = { place: S3Location; credentials: S3Credentials }

/** What S3 stores without regions of their own are called with. */
const REGION = 'us-east-1'
/** S3's rule for names of buckets, as far as it concerns an address. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** Nothing that has to be escaped in an address, a signature or XML. */
const PREFIX = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?$/
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

const HOW = 'like s3://BUCKET/PREFIX?endpoint=https://s3.example.org&region=REGION'

/**
 * Reads `s3://BUCKET/PREFIX?endpoint=…&region=…`. Without an endpoint it is Amazon's of the region; `{bucket}` in an
 * endpoint stands for the bucket, for stores that want it in the name of the host.
 */
export function parseS3Location(
  text: string,
  region = REGION,
): { ok: true; place: S3Location } | { ok: false; why: string } {
  const no = (why: string) => ({ ok: false as const, why })
  const said = URL.canParse(text) ? new URL(text) : null
  if (said?.protocol !== 's3:') return no(`must be ${HOW}`)
  if (said.username !== '' || said.password !== '') return no('must not hold secrets: they belong into the environment')
  const bucket = said.hostname
  if (!BUCKET.test(bucket)) return no(`names no bucket: it must be ${HOW}`)
  const path = said.pathname.replace(/^\/|\/$/g, '')
  if (!PREFIX.test(path)) return no(`has a prefix with other characters than letters, digits, ".", "_", "-" and "/"`)
  const unknown = [...said.searchParams.keys()].find((name) => name !== 'endpoint' && name !== 'region')
  if (unknown !== undefined) return no(`has an unknown setting "${unknown}": it must be ${HOW}`)
  const chosen = said.searchParams.get('region') ?? region
  const endpoint = said.searchParams.get('endpoint') ?? `https://{bucket}.s3.${chosen}.amazonaws.com`
  const url = addressOf(endpoint, bucket)
  if (url === null) return no(`has an endpoint that is no address: it must be ${HOW}`)
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:' && !LOOPBACK.test(hostname)) {
    return no('must have an endpoint with https: recordings would cross the network in the clear')
  }
  const prefix = path === '' ? '' : `${path}/`
  return { ok: true, place: { name: `s3://${bucket}/${path}`, url, prefix, region: chosen } }
}

function addressOf(endpoint: string, bucket: string): string | null {
  const isInHost = endpoint.includes('{bucket}')
  const full = isInHost ? endpoint.replaceAll('{bucket}', bucket) : `${endpoint.replace(/\/$/, '')}/${bucket}`
  if (!URL.canParse(full)) return null
  const url = new URL(full)
  const isAddress = /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
  return isAddress ? url.href.replace(/\/$/, '') : null
}

const CREDENTIALS_FILE = 's3.json'
const credentials = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).exactOptional(),
})

/** From the variables every S3 tool knows, else from `s3.json` in the keys directory. */
export function loadS3Credentials(
  environment: Record<string, string | undefined>,
  keysDirectory: string,
): { ok: true; credentials: S3Credentials } | { ok: false; why: string } {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session } = environment
  if (id && secret) {
    const more = session ? { sessionToken: session } : {}
    return { ok: true, credentials: { accessKeyId: id, secretAccessKey: secret, ...more } }
  }
  const file = join(keysDirectory, CREDENTIALS_FILE)
  const why = `needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or ${file} with {"accessKeyId":…,"secretAccessKey":…}.`
  try {
    return { ok: true, credentials: credentials.parse(JSON.parse(readFileSync(file, 'utf8'))) }
  } catch {
    return { ok: false, why }
  }
}
