// Owns: recordings as a browser makes them, from ffmpeg's test pictures, and how long a file plays.
// Never a picture of a person.
import { execFileSync } from 'node:child_process'

/** What a browser's recorder emits: WebM without duration or index, written as it goes; from ffmpeg's test pictures. */
export function recordLive(lengthS: number, container: 'webm' | 'mp4' = 'webm'): Buffer {
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15', '-f', 'lavfi', '-i', 'sine=frequency=440']
  const webm = [
    '-c:v',
    'libvpx-vp9',
    '-deadline',
    'realtime',
    '-cpu-used',
    '8',
    '-b:v',
    '200k',
    '-g',
    '30',
    '-c:a',
    'libopus',
    '-f',
    'webm',
    '-live',
    '1',
  ]
  const mp4 = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '30',
    '-c:a',
    'aac',
    '-f',
    'mp4',
    '-movflags',
    'frag_keyframe+empty_moov',
  ]
  return execFileSync(
    'ffmpeg',
    ['-v', 'error', ...sources, '-t', String(lengthS), ...(container === 'webm' ? webm : mp4), '-'],
    { maxBuffer: 64 * 1024 * 1024 },
  )
}

/** Of a file, in seconds. */
export function durationOf(file: string): number {
  return Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file]))
}

/** Of each packet in its order, in seconds. */
export function timesIn(media: Buffer): { video: number[]; audio: number[] } {
  const shown = ['-show_entries', 'packet=codec_type,pts_time', '-of', 'csv=p=0', '-']
  const lines = execFileSync('ffprobe', ['-v', 'quiet', ...shown], { input: media })
    .toString()
    .trim()
    .split('\n')
  const packets = lines.map((line) => line.split(','))
  const of = (kind: string) => packets.filter((packet) => packet[0] === kind).map((packet) => Number(packet[1]))
  return { video: of('video'), audio: of('audio') }
}
