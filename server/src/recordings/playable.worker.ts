// Owns: one conversion, in a thread of its own with its own memory limit: the bytes of a part into a file that seeks.
// Never writes to the blob store; media from outside is parsed nowhere else in the server (DESIGN §7).
import { workerData } from 'node:worker_threads'
import { Conversion, FilePathTarget, MkvOutputFormat, Mp4OutputFormat, Output, WebMOutputFormat } from 'mediabunny'
import { askForReads } from '../platform/blob-store/reading-port.ts'
import { openInput } from './part-input.ts'
import type { PlayableJob } from './playable.ts'

const FORMATS = {
  webm: () => new WebMOutputFormat(),
  // the index at the end: building it in front would hold the whole file in memory
  mp4: () => new Mp4OutputFormat({ fastStart: false }),
  mkv: () => new MkvOutputFormat(),
}

const { port, bytes, container, file } = workerData as PlayableJob

const input = openInput(askForReads(port), { blob: 0, bytes })
const output = new Output({ format: FORMATS[container](), target: new FilePathTarget(file) })
// packets are copied as they are: nothing is decoded, and no server could encode in time
const conversion = await Conversion.init({ input, output, copy: { mode: 'forced' } })
const left = conversion.discardedTracks.map((one) => `${one.track.type}: ${one.reason}`)
// a copy without its sound or picture would look like a recording without them
if (left.length > 0) throw new Error(`cannot be copied whole (${left.join(', ')})`)
await conversion.execute()
input.dispose()
port.close()
