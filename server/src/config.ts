// Owns: what may be said at start, by argument or environment, read once and checked whole.
// Never read anywhere else: parts get what they need handed in.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadS3Credentials, parseS3Location, type S3Choice } from './platform/blob-store/s3-location.ts'
import { parseTrustProxy } from './platform/http/proxies.ts'
import type { TlsChoice } from './platform/tls/certificate.ts'

export type Config = {
  host: string
  port: number
  tls: TlsChoice
  /** the origin people use when a proxy stands in front; links begin with it */
  publicUrl: string | null
  /** everything but keys: database cluster, recordings, caches */
  dataDirectory: string
  /** secrets; never below the data directory, so that one backup never holds both */
  keysDirectory: string
  /** where the bytes of recordings lie; null: in the data directory */
  blobs: S3Choice | null
  /** an outside PostgreSQL instead of the embedded one */
  databaseUrl: string | null
  /** the role that owns the outside database, for migrations alone; null: DATABASE_URL's does, or somebody else migrates */
  databaseOwnerUrl: string | null
  /** prints one line of JSON instead of sentences */
  isJson: boolean
  metricsSecret: string | null
  trustProxy: string[] | false
}

export const USAGE = `Usage: npm start -- [options]
  --port N      port to serve on (default 8080)
  --host NAME   address to serve on (default 127.0.0.1; with --lan and --cert every address, 0.0.0.0)
  --lan         HTTPS for phones and computers on this network, with a certificate of this machine's own authority;
                they install it from a page on the next port (port + 1)
  --cert FILE   HTTPS with a certificate of yours: the whole chain in PEM, the server's first; renewed files are noticed
  --key FILE    its private key in PEM, without a passphrase
  --data DIR    data directory (default ~/.zhishi/data)
  --keys DIR    keys directory, outside the data directory (default: beside it, DIR-keys or ~/.zhishi/keys)
  --blobs URL   keep recordings in an S3 store: s3://BUCKET/PREFIX?endpoint=https://…&region=… (default: in --data)
  --json        print one line {"ready":true,"url":…,"links":{…}} once it serves
Environment: DATABASE_URL uses an outside PostgreSQL, and DATABASE_OWNER_URL is the role that owns its tables; ZHISHI_METRICS_SECRET opens /metrics to others than this machine;
ZHISHI_TRUST_PROXY lists addresses or networks of reverse proxies, separated by commas; ZHISHI_PUBLIC_URL is the address
people use then, in the links that are printed; ZHISHI_BLOBS is the same as --blobs; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
are for the S3 store (or s3.json in the keys directory).`

/** Reads arguments and environment. All problems are listed together. */
export function parseConfig(
  argv: readonly string[],
  environment: Record<string, string | undefined>,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const problems: string[] = []
  const options = parseOptions(argv, problems)
  const port = Number(options.port ?? 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    problems.push(`--port must be 0 to 65535, not "${options.port}"`)
  const tls = tlsOf(options, problems)
  if (tls?.kind === 'local' && port === 65535)
    problems.push('--lan needs the port after --port too: choose a lower one')
  const dataDirectory = resolve(options.data ?? join(homedir(), '.zhishi', 'data'))
  const keysDirectory = resolve(
    options.keys ?? (options.data === undefined ? join(homedir(), '.zhishi', 'keys') : `${dataDirectory}-keys`),
  )
  if (`${keysDirectory}/`.startsWith(`${dataDirectory}/`)) {
    problems.push('--keys must lie outside --data, so that one backup never holds recordings and their keys together')
  }
  const blobs = blobsOf(options.blobs, environment, keysDirectory, problems)
  const databaseUrl = environment['DATABASE_URL'] || null
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push('DATABASE_URL must begin with postgres:// or postgresql://')
  }
  const databaseOwnerUrl = environment['DATABASE_OWNER_URL'] || null
  if (databaseOwnerUrl !== null && (databaseUrl === null || !/^postgres(ql)?:\/\//.test(databaseOwnerUrl))) {
    problems.push(
      'DATABASE_OWNER_URL must begin with postgres:// or postgresql://, and names the same database as DATABASE_URL',
    )
  }
  const publicUrl = environment['ZHISHI_PUBLIC_URL']?.replace(/\/$/, '') || null
  if (publicUrl !== null && !/^https:\/\/[^/]+$/.test(publicUrl)) {
    problems.push(`ZHISHI_PUBLIC_URL must be like https://interview.example.org, not "${publicUrl}"`)
  }
  const proxies = parseTrustProxy(environment['ZHISHI_TRUST_PROXY'])
  if ('wrong' in proxies) {
    const wrong = proxies.wrong.map((one) => `"${one}"`).join(', ')
    problems.push(
      `ZHISHI_TRUST_PROXY takes addresses (127.0.0.1, 2001:db8::7), networks (10.0.0.0/8) and loopback, linklocal or uniquelocal, separated by commas; not ${wrong}. The name of a host is none: write its address`,
    )
  }
  if (problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    config: {
      host: options.host ?? (tls === null ? '127.0.0.1' : '0.0.0.0'),
      port,
      tls,
      publicUrl,
      dataDirectory,
      keysDirectory,
      blobs,
      databaseUrl,
      databaseOwnerUrl,
      isJson: options.json ?? false,
      metricsSecret: environment['ZHISHI_METRICS_SECRET'] || null,
      trustProxy: 'trusted' in proxies ? proxies.trusted : false,
    },
  }
}

function blobsOf(
  option: string | undefined,
  environment: Record<string, string | undefined>,
  keysDirectory: string,
  problems: string[],
): S3Choice | null {
  const said = option ?? environment['ZHISHI_BLOBS']
  if (!said) return null
  const parsed = parseS3Location(said, environment['AWS_REGION'] || undefined)
  const loaded = loadS3Credentials(environment, keysDirectory)
  for (const one of [parsed, loaded]) if (!one.ok) problems.push(`--blobs ${one.why}`)
  return parsed.ok && loaded.ok ? { place: parsed.place, credentials: loaded.credentials } : null
}

function tlsOf(options: { lan?: boolean; cert?: string; key?: string }, problems: string[]): TlsChoice {
  const { lan: isLocal = false, cert, key } = options
  if (isLocal && (cert !== undefined || key !== undefined)) {
    problems.push('--lan makes its own certificate: leave out --cert and --key, or leave out --lan')
  } else if ((cert === undefined) !== (key === undefined)) {
    problems.push('--cert and --key are given together: the certificate and its private key')
  }
  if (isLocal) return { kind: 'local' }
  return cert === undefined || key === undefined
    ? null
    : { kind: 'files', certFile: resolve(cert), keyFile: resolve(key) }
}

function parseOptions(argv: readonly string[], problems: string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        lan: { type: 'boolean' },
        cert: { type: 'string' },
        key: { type: 'string' },
        data: { type: 'string' },
        keys: { type: 'string' },
        blobs: { type: 'string' },
        json: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    // Node goes on about arguments that begin with a dash, which this command has none of
    problems.push(error instanceof Error ? error.message.replace(/\. To specify a positional .*/s, '') : String(error))
    return {}
  }
}
