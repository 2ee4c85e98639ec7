// Owns: the canned recordings of bots: generated people, a test card as their screen, the same people from the side as the
// phone sees them; made by ffmpeg at first use and kept in .tmp. Never a photograph of a real person.
import { join } from 'node:path'
import type { Feed } from '@zhishi/core/recording'
import { ROOT } from '../stage.ts'
import { makeFile } from './made.ts'
import { makeStills } from './stills.ts'
import { parseClip, type Clip } from './webm.ts'

/** The people of testdata/synthetic-faces who are no one's first candidate. */
export const FACES = ['s02', 's03', 's04', 's05'] as const
export type Face = (typeof FACES)[number]

/** Long enough that nobody sees it begin again; about 0.5 MB. */
const LENGTH_MS = 20_000
/** The encoder's last packet of sound, 20 ms of Opus, begins up to half of that after the end: the next round waits for it. */
const TAIL_MS = 20
const RATE = { camera: 15, screen: 5, evidence: 10 } as const satisfies Record<Feed, number>
const MIME = {
  camera: 'video/webm;codecs=vp9,opus',
  screen: 'video/webm;codecs=vp9',
  evidence: 'video/webm;codecs=vp9,opus',
} as const satisfies Record<Feed, string>
/** A part of another recipe is another file. */
const RECIPE = 1

const DIRECTORY = join(ROOT, '.tmp', 'candidate-bot')
const loaded = new Map<string, Promise<Film>>()

/** What a bot records of one feed, and the stills it sends of it. */
export type Film = Clip & { stills: readonly Buffer[] }

/** @throws Error when ffmpeg is missing or cannot make it */
export function loadClip(feed: Feed, face: Face): Promise<Film> {
  const name = feed === 'screen' ? 'screen' : `${feed}-${face}`
  const known = loaded.get(name) ?? makeOrRead(feed, face, join(DIRECTORY, `${name}-${RECIPE}.webm`))
  loaded.set(name, known)
  return known
}

async function makeOrRead(feed: Feed, face: Face, file: string): Promise<Film> {
  const bytes = await makeFile(file, [...inputOf(feed, face), '-t', String(LENGTH_MS / 1000), ...formatOf(feed)])
  const clip = parseClip(new Uint8Array(bytes), { mime: MIME[feed], lengthMs: LENGTH_MS + TAIL_MS })
  return { ...clip, stills: await makeStills(feed, file) }
}

function formatOf(feed: Feed): string[] {
  const video = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '110k', '-pix_fmt', 'yuv420p']
  const every2s = ['-g', String(2 * RATE[feed])]
  const audio = feed === 'screen' ? ['-an'] : ['-c:a', 'libopus', '-b:a', '24k', '-ac', '1']
  const webm = ['-f', 'webm', '-live', '1', '-write_crc32', '0', '-cluster_time_limit', '1000']
  return [...video, ...every2s, ...audio, ...webm]
}

function inputOf(feed: Feed, face: Face): string[] {
  const rate = RATE[feed]
  if (feed === 'screen') return ['-f', 'lavfi', '-i', `testsrc=size=640x360:rate=${rate}`]
  const picture = join(ROOT, 'testdata/synthetic-faces', `${face}_${feed === 'camera' ? 'live' : 'left'}.jpg`)
  // a hum that rises and falls like speech; nobody's voice
  const sound = 'sine=frequency=190:sample_rate=48000,tremolo=f=3:d=0.8,volume=0.4'
  const frames = ['-loop', '1', '-framerate', String(rate), '-i', picture]
  const moved = ['-vf', `scale=960:720,${MOVING}:d=1:s=480x360:fps=${rate}`]
  return [...frames, '-f', 'lavfi', '-i', sound, ...moved]
}

/** As people do who sit still: no two pictures alike. */
const MOVING =
  "zoompan=z='1.06+0.03*sin(2*PI*on/97)':x='iw/2-(iw/zoom/2)+18*sin(2*PI*on/71)':y='ih/2-(ih/zoom/2)+9*cos(2*PI*on/83)'"
