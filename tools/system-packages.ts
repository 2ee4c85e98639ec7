// First stage of `npm test`: makes sure the programs that the tests drive are on the machine. Installs them with apt-get
// where it may (root on Debian), else names them in one line. Changes nothing when they are already there.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from './chromium.ts'

const runs = (program: string, ...args: string[]) => {
  const end = spawnSync(program, args, { encoding: 'utf8' })
  return end.status === 0 ? end.stdout : undefined
}

const WANTED = [
  { package: 'chromium', isThere: () => findChromium() !== undefined },
  {
    package: 'fonts-noto-cjk',
    // macOS and Windows come with Chinese fonts
    isThere: () =>
      process.platform !== 'linux' ||
      existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') ||
      Boolean(runs('fc-list', ':lang=zh-cn')?.trim()),
  },
  {
    package: 'ffmpeg',
    isThere: () => runs('ffmpeg', '-version') !== undefined && runs('ffprobe', '-version') !== undefined,
  },
]

const missingPackages = () => WANTED.filter((wanted) => !wanted.isThere()).map((wanted) => wanted.package)

function aptGet(...args: string[]): void {
  // somebody else's apt run (unattended upgrades) is waited for, up to 5 minutes
  spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

const chosen = process.env.ZHISHI_CHROMIUM
if (chosen && !existsSync(chosen)) {
  console.error(`ZHISHI_CHROMIUM names ${chosen}, which does not exist.`)
  process.exit(1)
}
const missing = missingPackages()
if (missing.length > 0) {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`installing ${missing.join(', ')} with apt-get (a minute or two)`)
    aptGet('update')
    aptGet('install', '-y', '--no-install-recommends', ...missing)
  }
  const stillMissing = missingPackages()
  if (stillMissing.length > 0) {
    console.error(
      `The tests need ${stillMissing.join(', ')}. On Debian: sudo apt-get install -y --no-install-recommends ` +
        `${stillMissing.join(' ')}. A browser in another place: set ZHISHI_CHROMIUM to its path.`,
    )
    process.exitCode = 1
  }
}
