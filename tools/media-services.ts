// Owns: killing the service processes by which Chromium opens cameras and microphones, so that a device dies under a
// recording as it does when a driver crashes. Linux only: elsewhere a browser's children are not found so easily.
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { familyOf, killHard } from '../e2e/harness/processes.ts'

/** As they stand in the command line of the process (Chromium's `--utility-sub-type`). */
const SERVICES = {
  camera: 'video_capture.mojom.VideoCaptureService',
  microphone: 'audio.mojom.AudioService',
}

/** @returns whether there was one to kill in the browser that holds this profile */
export function killMediaService(profile: string, device: keyof typeof SERVICES): boolean {
  if (process.platform !== 'linux') return false
  // Chromium names itself in the profile it holds: a link to `<host>-<pid>`
  const browser = Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1])
  const found = familyOf(browser).filter((pid) => commandLine(pid).includes(SERVICES[device]))
  found.forEach(killHard)
  return found.length > 0
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
