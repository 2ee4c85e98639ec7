// Owns: when a recording that is no WebM (Safari writes MP4) has pictures and sound, in a bounded process: media from outside is
// parsed nowhere else in the server (docs/security.md#media-from-outside). Never decodes: of packets only their times are
// looked at.
import { createHeldSpans, type HeldSpans } from '@zhishi/core/recording'
import { EncodedPacketSink, type InputTrack } from 'mediabunny'
import { serveJobs } from '../../platform/bounded-process/child.ts'
import { openMedia } from '../playback/open-media.ts'
import type { MediaTimes, MeasuringJob } from './measuring.ts'

serveJobs(async ({ bytes }: MeasuringJob, { read }): Promise<MediaTimes> => {
  const input = openMedia(read, 0, bytes)
  const [frames, sound] = [createHeldSpans(), createHeldSpans()]
  for (const track of await input.getVideoTracks()) await addTimes(track, frames)
  for (const track of await input.getAudioTracks()) await addTimes(track, sound)
  input.dispose()
  return { frames: [...frames.spans()], sound: [...sound.spans()] }
})

async function addTimes(track: InputTrack, to: HeldSpans): Promise<void> {
  const sink = new EncodedPacketSink(track)
  const options = { metadataOnly: true }
  for (let packet = await sink.getFirstPacket(options); packet; packet = await sink.getNextPacket(packet, options))
    to.add(packet.timestamp * 1000)
}
