// Owns: the sound of a fault: it must be heard from the chair. Needs one press before it may sound (browsers ask so).
// Never sounds without a fault on the screen.

/** Two short tones a fourth apart, again every four seconds: clearly a device, never like speech. */
const TONES_HZ = [660, 880]
const TONE_S = 0.22
const EVERY_MS = 4000
const LOUDNESS = 0.35
/** Vibration beside the sound, where the phone can: on a desk it is heard too. */
const VIBRATION_MS = [200, 100, 200]

export type Siren = {
  /** To be called from a press, so that later sounds are allowed. */
  prime(): void
  sound(isOn: boolean): void
}

export function createSiren(): Siren {
  let context: AudioContext | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  function play(): void {
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(VIBRATION_MS)
    if (context?.state !== 'running') return
    TONES_HZ.forEach((frequency, at) => {
      if (!context) return
      const startsAt = context.currentTime + at * TONE_S
      const tone = new OscillatorNode(context, { frequency })
      const volume = new GainNode(context, { gain: LOUDNESS })
      tone.connect(volume).connect(context.destination)
      tone.start(startsAt)
      tone.stop(startsAt + TONE_S)
    })
  }

  return {
    prime() {
      context ??= new AudioContext()
      void context.resume()
    },
    sound(isOn) {
      if (!isOn) {
        clearInterval(timer)
        timer = undefined
      } else if (timer === undefined) {
        play()
        timer = setInterval(play, EVERY_MS)
      }
    },
  }
}
