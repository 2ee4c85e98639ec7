// The systemd unit as systemd itself rates it, where there is one: what a service may do that it has no need of.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './stage.ts'

/** 10: everything; 2.0: only what the web and a compiler at run time need. In tenths. */
const EXPOSURE_MOST = 20
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!hasSystemd)('the unit lets the service do little more than serve (systemd-analyze security)', () => {
  const unit = join(ROOT, 'deploy/zhishi.service')
  const rated = execFileSync('systemd-analyze', ['security', '--offline=true', unit], { encoding: 'utf8' })
  const level = Number(/Overall exposure level for .*: ([\d.]+)/.exec(rated)?.[1]) * 10
  expect(level, rated).toBeLessThanOrEqual(EXPOSURE_MOST)
})
