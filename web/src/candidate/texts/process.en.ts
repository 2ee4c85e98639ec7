// Owns: the interview process in English, step by step with its notes, as candidates read it in step 4.
import type { ProcessText } from './process.ts'

export const processEn: ProcessText = (it) => ({
  steps: {
    download: [
      'During the download period given in the announcement, open the download address in a browser, not in WeChat.',
      'On the computer, click to open Zhishi. On a phone or tablet, scan the QR code with the browser to open Zhishi Phone; it is the second camera that stands beside you.',
    ],
    preparation: [
      'Before the interview, make sure that the room, your devices and your system meet the requirements, batteries are charged and the network works.',
      'Picture and sound must work on both the computer and the phone. Please run every check on the page.',
    ],
    signIn: [
      it.hasFace
        ? `From ${it.signInOpens ?? 'the opening time'}, sign in with your face. If that fails, call support: ${it.phone}.`
        : `From ${it.signInOpens ?? 'the opening time'}, sign in with your ID number and personal code; this sitting does not use face sign-in.`,
      'Sign in as required, on one computer only. Signing in on more than one computer is not allowed.',
      'During the interview: no filters or beautification, no heavy make-up, nothing covering your face or ears, no mask.',
    ],
    briefing: ['After signing in, read the process carefully to the end and familiarise yourself with the system.'],
    evidence: [
      'Open Zhishi Phone on the phone and scan the QR code your computer shows for this interview. The evidence recording starts and uploads automatically. If the code cannot be scanned, type the binding code shown above it.',
      `Before the interview starts, film all the way around the room with the front camera (360 degrees, at least ${it.sweep}), keeping yourself in the picture.`,
      'Then place the phone where it can see your desk, the computer screen, your surroundings and yourself, and let it record without interruption until the interview ends. See the manual in Zhishi Phone.',
    ],
    draw: ['Before you enter, click “Draw my lot”. If you don’t, a lot number is assigned automatically.'],
    attachments: [
      'If the sitting has attachments, read them before you enter. You can read them on the page only; downloading, copying and printing are not allowed.',
    ],
    entry: [
      it.entryOpens === null
        ? 'You can click “Enter interview” once the organiser opens entry. Keep an eye on the time.'
        : `Entry opens at ${it.entryOpens}; from then on you can click “Enter interview”. Keep an eye on the time.`,
      'If the button is not available, the reasons are listed beside it; click “Refresh” to check again.',
      'Only one display is allowed. Unplug any external display before you enter.',
      'Once you have entered, your camera, microphone and screen are recorded and uploaded automatically. Do not switch windows, take screenshots or do anything unrelated to the interview.',
    ],
    devices: [
      'Before the interview itself, check your devices once more: make sure you can see and hear yourself.',
      'Choose a different camera or microphone from the lists. If you have just plugged one in, click “Refresh devices”.',
    ],
    answering: [
      it.starts === null
        ? `When you are ready, click “Start”. After the countdown the questions appear automatically and your time begins: ${it.duration}.`
        : `The interview starts at ${it.starts}. Be on the countdown page before then. When the countdown reaches zero, the questions appear automatically and your time begins: ${it.duration}.`,
      ...(it.starts === null || it.entryCloses === null
        ? []
        : [`After ${it.entryCloses} no one can enter this sitting.`]),
      'On the left: the questions and the countdown. On the right: your live picture, the volume bar, your details, the time left and “End interview”. At the bottom centre: “Help”.',
      'Keep only one blank A4 sheet and one black pen on your desk. Before the interview, show both sides of the sheet to the computer’s camera.',
      'Answer in Mandarin, or in the language a question specifies. Finish by saying “回答完毕”.',
    ],
    handIn: [
      'When you end early or the time is up, recording stops automatically. Wait until the page says “Upload complete”, then go back to the home page.',
      'Then stop the recording in Zhishi Phone yourself, and check within 60 minutes that it has been uploaded (the page shows the deadline). If it has not, be sure to contact support.',
      'Until results are published, do not uninstall or delete Zhishi or Zhishi Phone or their files, and do not clear browser data.',
    ],
  },
  notes: [
    'If the questions do not appear, click “Refresh questions”, or click “Help” right away to reach a proctor.',
    'Do nothing unrelated to the interview. Your camera, microphone and screen are recorded throughout.',
    'Do not write down, copy or pass on any interview content, and do not publish anything about it online.',
    'Do not look anything up or ask anyone for help.',
    'While answering, do not give or hint at your name or any other personal information.',
    'To end early, click “End interview”, then “Confirm”.',
    'If you lose your connection, carry on to the end, then reconnect and let the upload finish. If there is a problem with the upload, call support.',
    'If you need a proctor, click “Help” and write to them.',
    'After the interview the upload page appears; please leave it open. Once it says “Upload complete” you can close it. If the upload fails, follow the guide or call support.',
    `For anything else, call support: ${it.phone}.`,
  ],
})
