// Owns: the interview process in English, step by step with its notes, as candidates read it in step 4.
import type { ProcessText } from './process.ts'

export const processEn: ProcessText = (it) => ({
  steps: {
    download: [
      'Within the download time of the announcement, open the download address in a browser, not in WeChat.',
      'On the computer, Zhishi opens by a click. On a phone or tablet, Zhishi Phone opens by scanning its code in the browser; it is the second camera that stands beside you.',
    ],
    preparation: [
      'Before the interview make sure: the room is as required, devices and system are as required, the batteries are charged, the network works.',
      'Picture and sound must work both on the computer and on the phone. Please go through every check of the page.',
    ],
    signIn: [
      it.hasFace
        ? `From ${it.signInOpens ?? 'the opening'} on, sign in by face. If that fails, call support: ${it.phone}.`
        : `From ${it.signInOpens ?? 'the opening'} on, sign in with ID-document number and personal code; this sitting asks for no face.`,
      'Sign in as required and on one computer only; signing in on several screens is not allowed.',
      'During the interview: no filter or beautification, no heavy make-up, nothing over face or ears, no mask.',
    ],
    briefing: ['After signing in, read the process carefully to its end and get to know the system.'],
    evidence: [
      'Open Zhishi Phone on the phone and scan the QR code your computer shows for this interview. The evidence recording starts and uploads by itself. If the code cannot be scanned, type the binding code shown above it.',
      `Before the interview starts, film the room once around with the front camera (360 degrees, at least ${it.sweep}); stay in the picture yourself.`,
      'Then stand the phone where it sees your desk, the computer screen, the surroundings and yourself, and let it film until the interview ends, without a break. See the operation manual in Zhishi Phone.',
    ],
    draw: ['Before you enter, press Draw to draw your lot. If you do not, a lot is assigned automatically.'],
    attachments: [
      'If the sitting has attachments, read them before you enter. They are shown in the page only: no download, copy or print.',
    ],
    entry: [
      it.entryOpens === null
        ? 'Enter can be pressed once the organiser opens entry. Mind the time.'
        : `Entry opens at ${it.entryOpens}; from then on you can press Enter. Mind the time.`,
      'If Enter cannot be pressed, the reasons stand under it; press Refresh to ask again.',
      'Only one display is allowed. Unplug any external display before you enter.',
      'Once you are inside, camera, microphone and screen are recorded and uploaded by themselves. Do not switch windows, take screenshots or do anything that is not part of the interview.',
    ],
    devices: [
      'Before the interview proper, confirm your devices once more: see yourself, hear yourself.',
      'Choose another camera or microphone from the lists; for a device just plugged in, press Refresh devices.',
    ],
    answering: [
      it.starts === null
        ? `When you are ready, press Start. After the countdown the questions appear by themselves and your time runs: ${it.duration}.`
        : `The interview starts at ${it.starts}. Be on the countdown page before that. When it reaches zero the questions appear by themselves and your time runs: ${it.duration}.`,
      ...(it.starts === null || it.entryCloses === null
        ? []
        : [`After ${it.entryCloses} nobody can enter this sitting.`]),
      'On the left: questions and countdown. On the right: your live picture, the volume bar, your details, the time left and End interview. At the bottom, in the middle: Help.',
      'On the desk only one blank A4 sheet and one black pen. Before the interview, show front and back of the sheet to the camera of the computer.',
      'Answer the questions in Mandarin, or in the language a question names. At the end say “回答完毕”.',
    ],
    handIn: [
      'When you end early or the time is up, recording stops by itself. Wait for the upload until it says that all is uploaded, then go back to the home page.',
      'Then stop Zhishi Phone on the phone by hand, and check within 60 minutes that its recording has arrived (the page shows until when). If it has not, be sure to contact support.',
      'Until results are published, do not uninstall or delete Zhishi or Zhishi Phone or their files, and do not clear browser data.',
    ],
  },
  notes: [
    'If the questions do not appear, press Refresh questions, or press Help at once to reach a proctor.',
    'Do nothing that is not part of the interview. Camera, microphone and screen are recorded throughout.',
    'Do not write down, copy or pass on anything of the interview, and publish nothing about it online.',
    'Do not look anything up, and do not ask other people for help.',
    'While answering, do not hint at or give your name or other personal information in any way.',
    'To end early, press End interview, then Confirm in the window that asks.',
    'If the network fails, go on to the end. Reconnect afterwards and upload then. If the upload has a problem, call support.',
    'If you need a proctor, press Help and write to them.',
    'After the interview the upload page appears; please do nothing. Once it says that all is uploaded you may close the page. If the upload fails, follow the guide or call support.',
    `In any other special case, call support yourself: ${it.phone}.`,
  ],
})
