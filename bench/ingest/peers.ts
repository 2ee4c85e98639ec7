// Owns: starting what the product is compared with, and ending it: nginx of Debian with `dav PUT`, and @tus/server.
// Never changes anything outside the directory it is given.
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { waitFor } from '../../e2e/harness/processes.ts'

export type Peer = { url: string; pid: number; stop(): Promise<void> }

const START_LIMIT_MS = 10_000

/** Debian keeps it where only root's path leads. */
const NGINX = ['nginx', '/usr/sbin/nginx']
const findNginx = (): string | undefined => NGINX.find((one) => spawnSync(one, ['-v']).status === 0)

/** What is missing on this machine, in one sentence; null: nothing. */
export const missingForPeers = (): string | null =>
  findNginx() === undefined ? 'nginx is missing: apt-get install --no-install-recommends nginx-light' : null

export async function startNginx(directory: string): Promise<Peer> {
  const program = findNginx()
  if (program === undefined) throw new Error('nginx is missing')
  await mkdir(join(directory, 'files'), { recursive: true })
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const isRoot = process.getuid?.() === 0
  await writeFile(
    join(directory, 'nginx.conf'),
    `${isRoot ? 'user root;\n' : ''}worker_processes 1;
daemon off;
pid ${directory}/pid;
error_log ${directory}/error.log;
events { worker_connections 16384; }
worker_rlimit_nofile 20000;
http {
  access_log off;
  keepalive_timeout 75s;
  keepalive_requests 1000000;
  client_max_body_size 2m;
${temporary.map((name) => `  ${name}_temp_path ${directory}/${name};`).join('\n')}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      root ${directory}/files;
      dav_methods PUT;
      create_full_put_path on;
    }
  }
}
`,
  )
  const child = spawn(program, ['-p', directory, '-c', join(directory, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 2],
  })
  const url = `http://127.0.0.1:${port}`
  await waitFor('nginx', START_LIMIT_MS, () =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  )
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

export async function startTusServer(directory: string): Promise<Peer> {
  await mkdir(directory, { recursive: true })
  const child = fork(join(import.meta.dirname, 'tus-server.ts'), [directory], { stdio: ['ignore', 2, 2, 'ipc'] })
  const [said] = (await once(child, 'message')) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${said.port}`,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
