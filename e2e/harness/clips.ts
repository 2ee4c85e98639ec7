// Owns: moving pictures for fake cameras: a generated person who sits before the camera, a QR code that is held up.
// Never a photograph of a real person, and never a file in the repository: each is made by ffmpeg in a story's home.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './product.ts'

/** Chromium plays an MJPEG at 30 pictures a second, whatever it says, and again from the start at its end. */
const RATE = 30

/** A generated person (testdata/synthetic-faces) who moves a little all the time, as people do: no two pictures alike. */
export function clipOfPerson(person: string, file: string): string {
  const zoom =
    "z='1.06+0.03*sin(2*PI*on/97)':x='iw/2-(iw/zoom/2)+18*sin(2*PI*on/71)':y='ih/2-(ih/zoom/2)+9*cos(2*PI*on/83)'"
  const picture = join(ROOT, 'testdata/synthetic-faces', `${person}_live.jpg`)
  return makeClip(picture, `scale=1280:960,zoompan=${zoom}:d=1:s=640x480:fps=${RATE}`, file)
}

/** A picture held still before the camera, small enough that all of it is seen. */
export function clipOfPicture(picture: string, file: string): string {
  return makeClip(picture, 'scale=420:420:flags=neighbor,pad=640:480:(ow-iw)/2:(oh-ih)/2:white', file)
}

function makeClip(picture: string, filter: string, file: string): string {
  const input = ['-loop', '1', '-framerate', String(RATE), '-i', picture]
  const output = ['-t', '8', '-c:v', 'mjpeg', '-q:v', '6', '-pix_fmt', 'yuvj420p', '-an', file]
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-vf', filter, ...output])
  return file
}

/** The switch that puts a clip before every camera of a browser. */
export const before = (clip: string): string => `--use-file-for-fake-video-capture=${clip}`
