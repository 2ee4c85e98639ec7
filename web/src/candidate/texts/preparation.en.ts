// Owns: the English words of step 2.
import type { TranslationOf } from '../../ui/translation.ts'
import type { preparationZhCN } from './preparation.zh-CN.ts'

export const preparationEn: TranslationOf<typeof preparationZhCN> = {
  preparation: {
    lead: 'Check your room first, then click “Start”. It takes about 3 minutes and you can repeat it. A failed check does not stop you from signing in.',
    done: 'Submitted at {{time}}. You can repeat it',
    roomTitle: 'Your room',
    room: {
      quiet: 'Quiet: doors and windows closed, no television or other noise',
      alone: 'Alone: no one else in the room during the interview',
      light: 'Light: your face is evenly lit, with no window behind you',
      desk: 'Desk: one blank A4 sheet and one black pen, nothing else',
      phone: 'Phone: charged, and fixed where it sees you and the screen from the side',
    },
    list: 'Checks',
    check: {
      browser: 'Browser',
      camera: 'Camera',
      microphone: 'Microphone',
      recording: '3-second recording',
      network: 'Network',
      disk: 'Disk',
      battery: 'Battery',
      display: 'Displays',
    },
    now: {
      browser: 'Checking',
      camera: 'Look into the camera and move a little',
      microphone: 'Please say something',
      recording: 'Look into the camera and say something, then watch it back',
      network: 'Measuring; this takes up to a minute',
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
      display: 'One display',
    },
    found: {
      lacking: { what: 'This browser cannot record', todo: 'Please use the newest Chrome or Edge.' },
      still: {
        what: 'The picture is frozen',
        todo: 'Close other programs that use the camera, or unplug it and plug it back in, then repeat the check.',
      },
      dark: {
        what: 'The picture is black',
        todo: 'Open the lens cover or privacy switch, turn on a light, then repeat the check.',
      },
      silent: {
        what: 'Nothing was heard',
        todo: 'Check for a mute key, try another microphone, or move closer and speak.',
      },
      empty: {
        what: 'Nothing was recorded',
        todo: 'Close other programs, restart the browser, then repeat the check.',
      },
      notConfirmed: {
        what: 'You did not see or hear yourself',
        todo: 'Turn up the volume; if that does not help, try another camera or microphone and repeat.',
      },
      unreached: { what: 'Could not be measured', todo: 'Make sure you are online, then repeat the check.' },
      uploadRefused: {
        what: 'Pages open, but recordings cannot be uploaded',
        todo: 'This network blocks uploads. Try another network, such as a phone hotspot, and repeat the check; on a company network, ask its administrator to allow them.',
      },
      slowDown: {
        what: 'Download too slow: {{detail}}',
        todo: 'You need 1 Mbit/s. Stop other downloads, move closer to the router or use a cable.',
      },
      slowUp: {
        what: 'Upload too slow: {{detail}}',
        todo: 'You need 1.6 Mbit/s. Stop other uploads, move closer to the router, use a cable or try another network.',
      },
      notKept: {
        what: 'Recordings are lost when this window is closed',
        todo: 'It may be a private window, or the browser does not let this site save data. Open this page in an ordinary window, allow site data, then repeat the check.',
      },
      short: {
        what: 'Not enough space: {{detail}}',
        todo: 'You need 5 GB. Free up some space on the system disk, then repeat the check. If this is a private window, use an ordinary one.',
      },
      low: { what: 'Battery too low: {{detail}}', todo: 'You need at least 80%, or plug in the power.' },
      several: {
        what: 'More than one display',
        todo: 'Unplug external displays and projectors, then repeat the check.',
      },
      notTold: {
        what: 'This browser does not report this',
        todo: 'Please check for yourself: 5 GB free on the disk, battery at 80% or plugged in.',
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
    speak: 'Say, as loudly as you will in the interview: “Checking my devices, one two three four five.”',
    recording: 'Recording for 3 seconds, please speak',
    playback: 'Your recording',
    confirm: 'Did you see yourself and hear what you said?',
    yes: 'Yes, both',
    no: 'No',
    allGood: 'All checks passed',
    allGoodBody: 'On the day, use the same computer and network.',
    someFailed_one: '{{count}} check did not pass',
    someFailed_other: '{{count}} checks did not pass',
    someFailedBody:
      'Follow the advice and repeat the checks; support can see the results too. For help, call {{phone}}.',
    submitting: 'Sending the results to the organiser…',
    submitted: 'The results have been sent to the organiser.',
  },
}
