// Owns: when a recording that is no WebM (Safari writes MP4) has pictures and sound, in a thread of its own: media from outside is
// parsed nowhere else in the server (docs/security.md#media-from-outside). Never decodes: of packets only their times are
// looked at.
import { parentPort, workerData } from 'node:worker_threads'
import { createHeldSpans, type HeldSpans } from '@zhishi/core/recording'
import { CustomSource, EncodedPacketSink, Input, MATROSKA, MP4, WEBM, type InputTrack } from 'mediabunny'
import { askForReads } from '../../platform/blob-store/reading-port.ts'
import type { MediaTimes, MeasuringJob } from './measuring.ts'

const { port, bytes } = workerData as MeasuringJob
const read = askForReads(port)
const input = new Input({
  formats: [MP4, WEBM, MATROSKA],
  source: new CustomSource({
    getSize: () => bytes,
    read: (from, to) => read(0, { from, to }),
    // the store may be far away: fewer, larger reads
    prefetchProfile: 'network',
  }),
})
const [frames, sound] = [createHeldSpans(), createHeldSpans()]
for (const track of await input.getVideoTracks()) await addTimes(track, frames)
for (const track of await input.getAudioTracks()) await addTimes(track, sound)
parentPort?.postMessage({ frames: [...frames.spans()], sound: [...sound.spans()] } satisfies MediaTimes)
input.dispose()
port.close()

async function addTimes(track: InputTrack, to: HeldSpans): Promise<void> {
  const sink = new EncodedPacketSink(track)
  const options = { metadataOnly: true }
  for (let packet = await sink.getFirstPacket(options); packet; packet = await sink.getNextPacket(packet, options))
    to.add(packet.timestamp * 1000)
}
