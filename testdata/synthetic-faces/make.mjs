// Owns: which pictures and clips are made of the generated people, and in which poses.
//   node make.mjs OUT images         the JPEG files beside this script
//   node make.mjs OUT clips [name]   MJPEG files a browser can play as a camera; needs ffmpeg
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CAST, jpeg, olderPhoto, person, render } from './synthface.mjs'

const [out = 'out', what = 'images', onlyClip] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const cast = CAST.map(person)

/** The views of member i of the cast. Left and right are the person's own: left = the face towards image right. */
function views(p, i) {
  const s = i % 2 ? 1 : -1
  const room = { bgSeed: 10 + i, light: ['window', 'lamp', 'screen'][i % 3], noise: 3.5, noiseSeed: i + 1 }
  const asIdPhoto = { w: 480, h: 640, dist: 1400, bg: 'plain', bgSeed: i, light: 'studio', fill: 0.55, noise: 2.5 }
  const smiling = { smile: 0.9, brow: 0.6, open: 0.85, mouth: 0.3 }
  const moved = { yaw: 10 * s, pitch: 5, roll: 4 * s, x: -22 * s, y: -6, z: 15 }
  return {
    id: { ...asIdPhoto, noiseSeed: i + 90, people: [{ p: olderPhoto(p) }] },
    live: { ...room, light: 'side', people: [{ p, ...moved, e: smiling }] },
    front: { ...room, people: [{ p, yaw: -2 * s, pitch: 1, e: { smile: 0.15 } }] },
    left: { ...room, people: [{ p, yaw: 28 }] },
    right: { ...room, people: [{ p, yaw: -28 }] },
    closed: { ...room, people: [{ p, e: { open: 0 } }] },
    mask: { ...room, light: 'screen', people: [{ p, yaw: 2 * s, pitch: i ? 0 : -8, e: { mask: 1 } }] },
    ...Object.fromEntries(
      LOGIN_FRAMES_S.map((t, n) => [`login${n + 1}`, { ...inClip(i, 1.6, n + 1), people: [{ p, ...LOGIN.pose(t) }] }]),
    ),
  }
}

const inClip = (i, noise, noiseSeed) => ({ bgSeed: 10 + i, light: 'side', noise, noiseSeed })

const smooth = (t) => t * t * (3 - 2 * t)

/** The value at t of the smooth curve through [time, value] pairs. */
function curve(keys, t) {
  for (let i = 1; i < keys.length; i++) {
    const [[a, from], [b, to]] = [keys[i - 1], keys[i]]
    if (t <= b) return from + (to - from) * smooth((t - a) / (b - a))
  }
  return keys.at(-1)[1]
}

/** How far the eyes are open at t when they blink, for six frames of a fifteenth of a second, at `at`. */
const blink = (t, at) => [0.55, 0.1, 0, 0, 0.1, 0.6][Math.round((t - at) * 15)] ?? 1

const wave = (t, size, timesIn5S) => size * Math.sin((t * Math.PI * timesIn5S) / 5)
const pairs = (flat) => flat.flatMap((at, i) => (i % 2 ? [] : [[at, flat[i + 1]]]))
const SMILE = pairs([0, 0, 5, 0, 6, 0.6, 7.2, 0.6, 8, 0])
const TURNS = pairs([0, 0, 1.2, 0, 2.6, 29, 3.8, 29, 5.2, 0, 6.8, 0, 8.2, -29, 9.4, -29, 10.8, 0, 12, 0])

const LOGIN = {
  lengthS: 10,
  pose: (t) => ({
    yaw: wave(t, 5, 2),
    pitch: wave(t, 2, 3),
    roll: wave(t, 1.5, 1),
    x: wave(t, 8, 1),
    e: {
      open: Math.min(blink(t, 3.6), blink(t, 8.4)),
      brow: 0.4,
      mouth: 0.2,
      smile: 0.4 + Math.round(5 * curve(SMILE, t)) / 5,
    },
  }),
}
/** Three moments of the sign-in, the last one smiling. */
const LOGIN_FRAMES_S = [0.6, 2.2, 6.6]

/** front → own left → front, blink → own right → front */
const CHALLENGE = {
  lengthS: 12,
  pose: (t) => ({
    yaw: curve(TURNS, t),
    pitch: wave(t, 1.2, 5 / 3),
    roll: wave(t, 1, 5 / 2),
    x: wave(t, 4, 5 / 3),
    e: { open: blink(t, 5.8), brow: 0.4, mouth: 0.2, smile: 0.5 },
  }),
}

const CLIPS = {
  s01_login: { i: 0, ...LOGIN, fps: 15, q: 6, noise: 1.6 },
  s02_login: { i: 1, ...LOGIN, fps: 15, q: 6, noise: 1.6 },
  s01_challenge: { i: 0, ...CHALLENGE, fps: 15, q: 6, noise: 1.6 },
  // Chromium plays every MJPEG at 30 frames a second: this one runs there in real time
  s01_challenge30: { i: 0, ...CHALLENGE, fps: 30, q: 26, noise: 0.4 },
}

async function makeClip(name, { i, lengthS, pose, fps, q, noise }) {
  const input = `-f rawvideo -pix_fmt rgb24 -s 640x480 -r ${fps} -i -`
  const output = `-c:v mjpeg -q:v ${q} -pix_fmt yuvj420p -an`
  const args = [...`-y -loglevel error ${input} ${output}`.split(' '), join(out, `${name}.mjpeg`)]
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'inherit', 'inherit'] })
  const isDone = new Promise((resolve) => ffmpeg.once('close', resolve))
  for (let n = 0; n < lengthS * fps; n++) {
    const { data } = render({ ...inClip(i, noise, n + 1), people: [{ p: cast[i], ...pose(n / fps) }] })
    if (!ffmpeg.stdin.write(data)) await new Promise((resolve) => ffmpeg.stdin.once('drain', resolve))
  }
  ffmpeg.stdin.end()
  await isDone
}

const makePicture = async (name, scene) => writeFileSync(join(out, `${name}.jpg`), await jpeg(render(scene)))

if (what === 'images') {
  for (const [i, p] of cast.entries()) {
    for (const [view, scene] of Object.entries(views(p, i))) await makePicture(`s0${i + 1}_${view}`, scene)
  }
  const [first, second] = cast
  const sideBySide = [
    { p: first, x: -125, z: -210, yaw: 4 },
    { p: second, x: 125, z: -240, yaw: -5 },
  ]
  await makePicture('two_people', { bgSeed: 21, people: sideBySide })
  await makePicture('empty_room', { bgSeed: 10 })
} else {
  for (const [name, clip] of Object.entries(CLIPS)) if (!onlyClip || onlyClip === name) await makeClip(name, clip)
}
