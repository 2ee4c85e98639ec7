// Owns: the English words of step 2.
import type { TranslationOf } from '../../ui/i18n.ts'
import type { preparationZhCN } from './preparation.zh-CN.ts'

export const preparationEn: TranslationOf<typeof preparationZhCN> = {
  preparation: {
    lead: 'Look at the room first, then press Start. About 3 minutes; you may repeat it. Nothing here keeps you from signing in.',
    done: 'Handed in {{time}}; you may repeat it',
    roomTitle: 'Your room',
    room: {
      quiet: 'Quiet: doors and windows closed, no television or other sound',
      alone: 'Alone: nobody else in the room during the interview',
      light: 'Light: your face evenly lit, no window behind you',
      desk: 'Desk: one blank A4 sheet and one black pen, nothing else',
      phone: 'Phone: charged, and fixed where it sees you and the screen from the side',
    },
    list: 'Checks',
    check: {
      browser: 'Browser',
      camera: 'Camera',
      microphone: 'Microphone',
      recording: 'Recording of 3 s',
      network: 'Network',
      disk: 'Disk',
      battery: 'Battery',
      display: 'Displays',
    },
    now: {
      browser: 'Checking',
      camera: 'Look at the camera and move a little',
      microphone: 'Please say something',
      recording: 'Look at the camera and say something, then watch it',
      network: 'Measuring, at most a minute',
      disk: 'Checking',
      battery: 'Checking',
      display: 'Checking',
    },
    passed: {
      browser: 'Works',
      camera: 'The picture moves',
      microphone: 'Heard',
      recording: 'Seen and heard',
      network: '{{detail}}',
      disk: '{{detail}} free',
      battery: '{{detail}}',
      display: 'Only one',
    },
    found: {
      lacking: { what: 'This browser cannot record', todo: 'Please use the newest Chrome or Edge.' },
      still: {
        what: 'The picture stands still',
        todo: 'Close other programs that use the camera, or plug it in again, and repeat the check.',
      },
      dark: {
        what: 'The picture is black',
        todo: 'Open the cover or switch of the lens, switch on a light, and repeat.',
      },
      silent: {
        what: 'Nothing was heard',
        todo: 'Look for a mute key, try another microphone, come closer and speak.',
      },
      empty: { what: 'Nothing was recorded', todo: 'Close other programs, restart the browser and repeat the check.' },
      notConfirmed: {
        what: 'Not seen or not heard',
        todo: 'Turn up the volume; if that does not help, try another camera or microphone and repeat.',
      },
      unreached: { what: 'Could not be measured', todo: 'Make sure you are connected and repeat the check.' },
      uploadRefused: {
        what: 'Pages open, but recordings cannot be uploaded',
        todo: 'This network blocks uploads. Try another network, such as a phone hotspot, and repeat the check; on a company network, ask its administrator to allow them.',
      },
      slowDown: {
        what: 'Download too slow: {{detail}}',
        todo: '1 Mbit/s is needed. Stop other downloads, go near the router or use a cable.',
      },
      slowUp: {
        what: 'Upload too slow: {{detail}}',
        todo: '1.6 Mbit/s is needed. Stop other uploads, go near the router, use a cable or another network.',
      },
      short: {
        what: 'Not enough space: {{detail}}',
        todo: '5 GB are needed. Free some space on the system disk and repeat.',
      },
      low: { what: 'Battery too low: {{detail}}', todo: '80% are needed, or a power supply.' },
      several: { what: 'More than one display', todo: 'Unplug external displays and projectors and repeat the check.' },
      notTold: {
        what: 'This browser does not tell',
        todo: 'Please look yourself: 5 GB free on the disk; battery at 80% or on power.',
      },
    },
    note: {
      byPostOnly: 'This network lets only some requests through. Uploads take another way; nothing else changes.',
    },
    start: 'Start',
    running: 'Checking',
    again: 'Repeat all',
    retry: 'Repeat',
    oneAgain: 'Repeat: {{check}}',
    speak: 'Say, as loud as in the interview: “Checking my devices, one two three four five.”',
    recording: 'Recording 3 s, please speak',
    playback: 'Your recording',
    confirm: 'Did you see yourself and hear what you said?',
    yes: 'Seen and heard',
    no: 'No',
    allGood: 'Everything passed',
    allGoodBody: 'On the day, use the same computer and network.',
    someFailed_one: '{{count}} check did not pass',
    someFailed_other: '{{count}} checks did not pass',
    someFailedBody:
      'Follow the advice and repeat the checks; support can see the results too. For help, call {{phone}}.',
    submitting: 'Sending the results to the organiser…',
    submitted: 'The results have been sent to the organiser.',
  },
}
