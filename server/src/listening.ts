// Owns: what a start takes from the machine before it serves: directories it can write to, and its ports.
// Never throws for what may be wrong outside the program: that is a refusal with what to do.
import { access, constants, mkdir } from 'node:fs/promises'
import type { Config } from './config.ts'
import type { buildHttp } from './platform/http/server.ts'
import type { Lan, Transport } from './platform/tls/transport.ts'

/** Makes the directories; the first of them that cannot be written to, or null. */
export async function firstUnwritable(directories: string[]): Promise<string | null> {
  for (const directory of directories) {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await access(directory, constants.W_OK)
    } catch {
      return directory
    }
  }
  return null
}

export type ListenRefusal = { ok: false; reason: 'portInUse' | 'hostUnknown'; message: string }
type Listening = { ok: true; url: string; lan: Lan | null; end: () => Promise<void> }

/**
 * Connections that wait to be taken: who finds no place tries again after one second, then three. A crowd at a gate comes in
 * one; Node's default is 511. The system may allow fewer (Linux: net.core.somaxconn, 4096).
 */
const BACKLOG = 4096

/** Opens the ports, or says which of them cannot be had and what to do. */
export async function listen(
  app: Awaited<ReturnType<typeof buildHttp>>,
  { host, port, publicUrl }: Config,
  transport: Transport,
): Promise<Listening | ListenRefusal> {
  // which of the two ports is in the way is told apart by what was being tried
  let trying = port
  try {
    await app.listen({ port, host, backlog: BACKLOG })
    const address = app.server.address()
    const taken = typeof address === 'object' && address !== null ? address.port : port
    // any port for the pages, any port for the page that installs the certificate
    trying = port === 0 ? 0 : port + 1
    const { lan, end } = await transport.begin(app.server, { host, port: trying })
    return { ok: true, url: publicUrl ?? transport.urlAt(taken), lan, end }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      return {
        ok: false,
        reason: 'portInUse',
        message: `Port ${trying} on ${host} cannot be used (${code}). Stop what uses it, or choose another with --port.`,
      }
    }
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
      return {
        ok: false,
        reason: 'hostUnknown',
        message: `This machine has no address ${host} (${code}). Choose another with --host.`,
      }
    }
    throw error
  }
}
