// Owns: recordings of hours as a recorder writes them, in seconds: a real film of a minute, made by ffmpeg in clusters of a
// second at the rate of docs/defaults.md#recording, whose clusters come again and again with running times.
// Never records for hours, and never holds a whole recording in memory.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseClip, sliceOf, type Clip } from '../../tools/candidate-bot/webm.ts'
import { ROOT } from '../../tools/stage.ts'

/** docs/defaults.md#recording: 400 kbit/s, of which the sound has 24. */
const RATES = {
  camera: { kbitPerS: 400, size: '640x480', fps: 15 },
  evidence: { kbitPerS: 600, size: '640x480', fps: 15 },
} as const
export type FilmName = keyof typeof RATES
export type Film = { clip: Clip; mime: string }

const SOUND_KBIT_PER_S = 24
const CLIP_MS = 60_000
const MIME = 'video/webm;codecs=vp9,opus'

/** @throws Error when ffmpeg is missing or cannot make it */
export async function makeFilm(name: FilmName, directory: string): Promise<Film> {
  const { kbitPerS, size, fps } = RATES[name]
  const file = join(directory, `${name}.webm`)
  const video = `${kbitPerS - SOUND_KBIT_PER_S}k`
  const picture = join(ROOT, 'testdata/synthetic-faces', name === 'camera' ? 's02_live.jpg' : 's02_left.jpg')
  // noise as of a sensor: without it the encoder would not use its rate
  const moving = `scale=960:720,zoompan=z='1.06+0.03*sin(2*PI*on/97)':d=1:s=${size}:fps=${fps},noise=alls=12:allf=t`
  const picturesIn = ['-loop', '1', '-framerate', String(fps), '-i', picture]
  const soundIn = ['-f', 'lavfi', '-i', 'sine=frequency=190:sample_rate=48000,tremolo=f=3:d=0.8']
  const coded = ['-vf', moving, '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p']
  const rate = ['-b:v', video, '-minrate', video, '-maxrate', video, '-g', String(2 * fps)]
  const sound = ['-c:a', 'libopus', '-b:a', `${SOUND_KBIT_PER_S}k`, '-ac', '1']
  const webm = ['-f', 'webm', '-live', '1', '-write_crc32', '0', '-cluster_time_limit', '1000', file]
  const input = [...picturesIn, ...soundIn, '-t', String(CLIP_MS / 1000)]
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...input, ...coded, ...rate, ...sound, ...webm])
  return { clip: parseClip(new Uint8Array(await readFile(file)), { mime: MIME, lengthMs: CLIP_MS }), mime: MIME }
}

/** The slices of a recorder that ran for so long, one after the other. */
export function* slicesOf({ clip }: Film, lengthMs: number): Generator<Uint8Array<ArrayBuffer>> {
  for (let number = 0; ; number += 1) {
    const { readyAtMs, bytes } = sliceOf(clip, number)
    if (readyAtMs > lengthMs && number > 0) return
    yield bytes
  }
}
