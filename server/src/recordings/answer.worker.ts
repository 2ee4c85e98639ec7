// Owns: making the examiner's file, in a thread of its own: the packets of the camera from T0 on, copied as they are
// into a container that is written new, at their times from T0. Never takes over anything else of what was recorded:
// no tags, no names, no dates, and nothing before T0.
import { workerData } from 'node:worker_threads'
import {
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathTarget,
  MkvOutputFormat,
  Output,
  WebMOutputFormat,
  type EncodedPacket,
  type Input,
  type InputTrack,
} from 'mediabunny'
import { askForReads } from '../platform/blob-store/reading-port.ts'
import { openInput } from './part-input.ts'
import type { AnswerJob } from './playable.ts'

type Stretch = AnswerJob['stretches'][number]
/** Where packets of one kind go, and how to say what they are. */
type Way = {
  codec: string
  /** seconds from T0 of the last packet that was written */
  reached: number
  add(packet: EncodedPacket): Promise<void>
}

const { port, stretches, container, file } = workerData as AnswerJob
const read = askForReads(port)
const output = new Output({
  format: container === 'webm' ? new WebMOutputFormat() : new MkvOutputFormat(),
  target: new FilePathTarget(file),
})
let ways: { video: Way; audio: Way | null } | undefined

for (const [blob, stretch] of stretches.entries()) {
  const input = openInput(read, { blob, bytes: stretch.bytes })
  ways ??= await begin(input)
  await copy(input, stretch, ways)
  input.dispose()
}
await output.finalize()
port.close()

/** The first part says what the file holds. */
async function begin(input: Input) {
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  if (!video) throw new Error('there is no picture')
  const begun = { video: await pictureWay(video), audio: audio && (await soundWay(audio)) }
  await output.start()
  return begun
}

async function pictureWay(track: NonNullable<Awaited<ReturnType<Input['getPrimaryVideoTrack']>>>): Promise<Way> {
  const codec = await track.getCodec()
  if (codec === null) throw new Error('the picture is of an unknown kind')
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source)
  const decoderConfig = await track.getDecoderConfig()
  return { codec, reached: -1, add: (packet) => source.add(packet, decoderConfig ? { decoderConfig } : {}) }
}

async function soundWay(track: NonNullable<Awaited<ReturnType<Input['getPrimaryAudioTrack']>>>): Promise<Way> {
  const codec = await track.getCodec()
  if (codec === null) throw new Error('the sound is of an unknown kind')
  const source = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(source)
  const decoderConfig = await track.getDecoderConfig()
  return { codec, reached: -1, add: (packet) => source.add(packet, decoderConfig ? { decoderConfig } : {}) }
}

/** Picture and sound of one stretch in the order of their times, so that little waits in memory. */
async function copy(input: Input, stretch: Stretch, to: NonNullable<typeof ways>): Promise<void> {
  const picture = packetsOf(await input.getPrimaryVideoTrack(), stretch, to.video)
  const sound = packetsOf(await input.getPrimaryAudioTrack(), stretch, to.audio)
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
async function* packetsOf(track: InputTrack | null, stretch: Stretch, way: Way | null) {
  if (!track || !way) return
  const codec = await track.getCodec()
  if (codec !== way.codec) throw new Error(`one part is ${way.codec}, another ${codec}`)
  const [startsS, fromS, toS] = [stretch.startsMs / 1000, stretch.fromMs / 1000, stretch.toMs / 1000]
  let hasBegun = false
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { verifyKeyPackets: true })) {
    const at = startsS + packet.timestamp
    if (at >= toS) return
    hasBegun ||= at >= fromS && at > way.reached && packet.type === 'key'
    if (!hasBegun) continue
    yield {
      at,
      write: async () => {
        way.reached = at
        await way.add(packet.clone({ timestamp: at }))
      },
    }
  }
}
