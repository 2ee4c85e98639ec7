// Owns: making one file that seeks, in a bounded process: packets of parts, copied as they are into a container that is written
// new. Media from outside is parsed nowhere else in the server (docs/security.md#media-from-outside).
// Never writes anything but the one file that its parent opened for it, and never takes over anything else of what was recorded: no tags, no names, no dates.
import { createSecretKey } from 'node:crypto'
import { write } from 'node:fs'
import { promisify } from 'node:util'
import {
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  WebMOutputFormat,
  type EncodedPacket,
  type Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  type OutputFormat,
  type StreamTargetChunk,
} from 'mediabunny'
import { crypt } from '../../platform/blob-store/keystream.ts'
import { serveJobs, type ReadBlob } from '../../platform/bounded-process/child.ts'
import { OUTPUT_FD } from '../../platform/bounded-process/messages.ts'
import { openMedia } from './open-media.ts'
import type { PlayableJob } from './playable.ts'

const FORMATS: Record<PlayableJob['container'], () => OutputFormat> = {
  webm: () => new WebMOutputFormat(),
  // the index at the end: building it in front would hold the whole file in memory
  mp4: () => new Mp4OutputFormat({ fastStart: false }),
  mkv: () => new MkvOutputFormat(),
}
/** Several wait to be written at once: with 2 MiB instead, three hours of phone held 36 MB more (2026-11-26). */
const WRITE_BYTES = 512 * 1024

type Stretch = PlayableJob['stretches'][number]
/** Where packets of one kind go, and how to say what they are. */
type Way = {
  codec: string
  /** seconds of the latest packet that was written */
  reached: number
  /** the same when the last key came: no container takes anything before it any more */
  floor: number
  add(packet: EncodedPacket): Promise<void>
}

const writeTo = promisify(write)

serveJobs((job: PlayableJob, { read }) => make(job, read))

async function make({ stretches, container, key }: PlayableJob, read: ReadBlob): Promise<null> {
  const format = FORMATS[container]()
  const output = new Output({
    format,
    target: new StreamTarget(toOutput(key), { chunked: true, chunkSize: WRITE_BYTES }),
  })
  let ways: Ways | undefined
  for (const [blob, stretch] of stretches.entries()) {
    const input = openMedia(read, blob, stretch.bytes)
    const tracks = await tracksOf(input)
    ways ??= await begin(output, format, tracks)
    await copy(tracks, stretch, ways)
    input.dispose()
  }
  await output.finalize()
  return null
}

function toOutput(key: string): WritableStream<StreamTargetChunk> {
  const dataKey = createSecretKey(key, 'base64')
  return new WritableStream({
    async write({ data: plain, position }) {
      const data = crypt(dataKey, position, plain)
      for (let at = 0; at < data.length;) {
        const { bytesWritten } = await writeTo(OUTPUT_FD, data, at, data.length - at, position + at)
        at += bytesWritten
      }
    },
  })
}

/** A copy without its sound or picture would look like a recording without them. */
async function tracksOf(input: Input) {
  const [videos, audios, all] = await Promise.all([input.getVideoTracks(), input.getAudioTracks(), input.getTracks()])
  const [video = null, audio = null] = [videos[0], audios[0]]
  if (all.length === 0) throw new Error('there is neither picture nor sound')
  if (all.length > (video ? 1 : 0) + (audio ? 1 : 0)) throw new Error(`cannot be copied whole: ${all.length} tracks`)
  return { video, audio, firstS: await input.getFirstTimestamp() }
}
type Tracks = Awaited<ReturnType<typeof tracksOf>>
type Ways = { video: Way | null; audio: Way | null }

/** The first part says what the file holds. */
async function begin(output: Output, format: OutputFormat, { video, audio }: Tracks): Promise<Ways> {
  const begun = {
    video: video && (await pictureWay(output, format, video)),
    audio: audio && (await soundWay(output, audio)),
  }
  await output.start()
  return begun
}

async function pictureWay(output: Output, format: OutputFormat, track: InputVideoTrack): Promise<Way> {
  const codec = known(await track.getCodec())
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source, format.supportsVideoRotationMetadata ? { rotation: await track.getRotation() } : {})
  const decoderConfig = await track.getDecoderConfig()
  return newWay(codec, (packet) => source.add(packet, decoderConfig ? { decoderConfig } : {}))
}

async function soundWay(output: Output, track: InputAudioTrack): Promise<Way> {
  const codec = known(await track.getCodec())
  const source = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(source)
  const decoderConfig = await track.getDecoderConfig()
  return newWay(codec, (packet) => source.add(packet, decoderConfig ? { decoderConfig } : {}))
}

function newWay(codec: string, add: Way['add']): Way {
  return { codec, reached: -Infinity, floor: 0, add }
}

function known<Codec>(codec: Codec | null): Codec {
  if (codec === null) throw new Error('picture or sound is of an unknown kind')
  return codec
}

/** Picture and sound of one stretch in the order of their times, so that little waits in memory. */
async function copy({ video, audio, firstS }: Tracks, stretch: Stretch, to: Ways): Promise<void> {
  // a file may begin below zero; none that we write may
  const startsS = stretch.startsMs / 1000 - Math.min(firstS, 0)
  const picture = packetsOf(video, startsS, stretch, to.video)
  const sound = packetsOf(audio, startsS, stretch, to.audio)
  let [nextPicture, nextSound] = await Promise.all([picture.next(), sound.next()])
  while (!nextPicture.done || !nextSound.done) {
    const isPicture = nextSound.done || (!nextPicture.done && nextPicture.value.at <= nextSound.value.at)
    if (isPicture && !nextPicture.done) {
      await nextPicture.value.write()
      nextPicture = await picture.next()
    } else if (!nextSound.done) {
      await nextSound.value.write()
      nextSound = await sound.next()
    }
  }
}

/** The packets of a track that lie in the stretch. A picture can only begin with one that needs none before it. */
async function* packetsOf(track: InputTrack | null, startsS: number, stretch: Stretch, way: Way | null) {
  if (!track || !way) return
  const codec = await track.getCodec()
  if (codec !== way.codec) throw new Error(`one part is ${way.codec}, another ${codec}`)
  const [fromS, toS] = [stretch.fromMs / 1000, stretch.toMs / 1000]
  const sink = new EncodedPacketSink(track)
  // whether a picture needs others is in its own first bytes; containers say "key" of some that do
  const options = { verifyKeyPackets: true }
  let hasBegun = false
  // one after the other: the library's own loop keeps as many ready as were taken in the last second, here tens of thousands
  for (let packet = await sink.getFirstPacket(options); packet; packet = await sink.getNextPacket(packet, options)) {
    const at = startsS + packet.timestamp
    if (at >= toS) return
    hasBegun ||= at >= fromS && at > way.reached && packet.type === 'key'
    if (!hasBegun) continue
    const found = packet
    yield {
      at,
      write: async () => {
        if (found.type === 'key') way.floor = Math.max(way.floor, way.reached)
        // a recorder may round two times differently: a millisecond late is better than gone
        const timestamp = Math.max(at, way.floor)
        way.reached = Math.max(way.reached, timestamp)
        await way.add(found.clone({ timestamp }))
      },
    }
  }
}
