// Owns: compressing and sending stills, beside the page.
// Never keeps one: what cannot be sent now is out of date when it can.
import { STILL_EVERY_MS, STILL_MIME } from '@zhishi/core/recording'
import { encodeStill } from './still-jpeg.ts'
import { smallFrame } from './small-frame.ts'
import type { StillDone, StillToSend } from './still-messages.ts'

addEventListener('message', ({ data }: MessageEvent<StillToSend>) => {
  void send(data)
    .catch(() => {})
    .then(() => postMessage({ feed: data.feed } satisfies StillDone))
})

async function send({ feed, grant, frame, longSide }: StillToSend): Promise<void> {
  const picture = await smallFrame(frame, longSide).finally(() => frame.close())
  const jpeg = await encodeStill(picture)
  picture.close()
  if (!jpeg) return
  await fetch(`/api/stills/${feed}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${grant}`, 'Content-Type': STILL_MIME },
    body: jpeg,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    // the next one is on its way by then
    signal: AbortSignal.timeout(STILL_EVERY_MS),
  })
}
