// Owns: the English words that more than one page uses. A missing key does not compile. Never a sentence of one page.
import type { TranslationOf } from '../i18n.ts'
import { gapsEn } from './gaps.ts'
import type { zhCN } from './zh-CN.ts'

export const en: TranslationOf<typeof zhCN> = {
  gaps: gapsEn,
  brand: 'Zhishi',
  steps: {
    download: 'Download',
    preparation: 'Device check',
    signIn: 'Face sign-in',
    briefing: 'Read the process',
    evidence: 'Evidence camera',
    draw: 'Draw lots',
    attachments: 'Read attachments',
    entry: 'Enter the interview',
    devices: 'Confirm devices',
    answering: 'Answer',
    handIn: 'Hand in',
  },
  phases: {
    before: 'Not started',
    checkIn: 'Check-in',
    waiting: 'Waiting',
    answering: 'Answering',
    handingIn: 'Uploading',
    handedIn: 'Complete',
    missed: 'Not entered',
    withdrawn: 'Withdrawn',
    removed: 'Removed',
    voided: 'Voided',
  },
  rail: {
    label: 'Steps',
    untilStart: 'Starts in',
    start: 'Start',
    sitting: 'Sitting',
    isOver: 'Over',
    isRunning: 'Ends in',
    selfPaced: 'Your own time',
    now: 'Now',
    open: 'Open',
    inOrder: 'In order',
    later: 'Later',
    excused: 'n/a',
    optional: 'Optional',
    missed: 'Call support',
    past: 'Past',
    done: 'done',
  },
  top: {
    online: 'Online',
    offline: 'Offline',
    serverAway: 'Server not reached',
    support: 'Support',
    beijing: 'Beijing',
    recording: 'Recording',
    language: '语言 / Language',
  },
  clock: {
    leftLabel: '{{what}}: {{time}} left',
    dayCount_one: '{{count}} day',
    dayCount_other: '{{count}} days',
    hours_one: '{{count}} hour',
    hours_other: '{{count}} hours',
    minutes_one: '{{count}} minute',
    minutes_other: '{{count}} minutes',
    seconds_one: '{{count}} second',
    seconds_other: '{{count}} seconds',
    join: '{{first}} {{second}}',
  },
  level: 'Volume',
  close: 'Close',
  refusals: {
    malformed: {
      what: 'This request was not understood',
      todo: 'Open this page again and retry; if it persists, call support.',
    },
    tooLarge: {
      what: 'Too much was sent at once',
      todo: 'Open this page again and retry; if it persists, call support.',
    },
    notFound: {
      what: 'This interview was not found',
      todo: 'Go back to the home page and choose again, or call support.',
    },
    methodNotAllowed: {
      what: 'The server does not take this kind of request',
      todo: 'Open this page again; if it persists, call support.',
    },
    unsupportedMediaType: {
      what: 'The server does not take this kind of content',
      todo: 'Open this page again; if it persists, call support.',
    },
    commandIdReused: { what: 'This action was already used elsewhere', todo: 'Open this page again and repeat it.' },
    signInNeeded: {
      what: 'Please sign in again',
      todo: 'Use your ID-document number and personal code. Uploading is not affected.',
    },
    signInRefused: {
      what: 'The ID-document number or personal code is not right',
      todo: 'Compare both with your invitation and try again. If it persists, call the support number in the invitation.',
    },
    tooManyTries: {
      what: 'Too many attempts; please wait',
      todo: 'You can try again in {{seconds}} seconds. Attempts by others on the same network count too; if time is short, call support.',
    },
    codeRefused: {
      what: 'The binding code is wrong or has ended',
      todo: 'Look at the code the computer shows now and enter it again.',
    },
    notAllowed: { what: 'This cannot be done now', todo: 'Reload this page; if in doubt, call support.' },
    foreignOrigin: {
      what: 'The server did not accept this request',
      todo: 'Open the address in your invitation. If this is that address, the fault is in how the site is set up, not with you: please call support.',
    },
    notYetOpen: { what: 'It is not open yet', todo: 'It opens by itself at {{time}}. Nothing to do.' },
    windowClosed: {
      what: 'The time for this is over',
      todo: 'It closed at {{time}}. If there is a special reason, call support now.',
    },
    stepMissing: { what: '“{{step}}” is not done yet', todo: 'Please complete that step first.' },
    attemptOver: { what: 'This interview is over', todo: 'If in doubt, call support.' },
    otherDevice: {
      what: 'This interview is running on another computer',
      todo: 'Only one computer may be used. To move to this one, call support; a proctor hands it over.',
    },
    displaysNotOne: {
      what: 'Not exactly one display',
      todo: 'Only one is allowed. Unplug the external display, then press Refresh.',
    },
    screenNotWhole: {
      what: 'Not the whole screen was shared',
      todo: 'Press again and choose “Entire screen” in the window that opens.',
    },
    identityNeeded: { what: 'Your identity is not confirmed yet', todo: 'Complete “Face sign-in” first.' },
    identityDecided: { what: '{{by}} has decided on this identity', todo: 'Nothing needs to be done any more.' },
    triesUsedUp: {
      what: 'No face sign-in tries left',
      todo: 'Wait for a proctor to confirm by hand, or call support.',
    },
    earlyFinishNotAllowed: {
      what: 'This sitting cannot be ended early',
      todo: 'It ends and saves by itself at {{time}}. Please go on.',
    },
    notSelfPaced: { what: 'This sitting starts for everyone together', todo: 'It starts by itself. Nothing to do.' },
    recordingsMissing: {
      what: 'The server has none of these recordings',
      todo: 'If you changed computer or browser, open this page on the first one and it uploads by itself. For help, call support.',
    },
    feedsNotRecording: {
      what: 'Camera or screen is not being recorded yet',
      todo: 'Follow the advice on this page; you can go on as soon as it records. If it does not help, press Help.',
    },
    recordingsNotSafe: {
      what: 'Not all recordings are on the server yet',
      todo: 'The upload continues by itself. Please keep this page open.',
    },
    sheetMalformed: {
      what: 'The score sheet is not right',
      todo: 'Check that every element is marked and within its range, then submit again.',
    },
    sheetGiven: {
      what: 'You have already submitted this score sheet',
      todo: 'It cannot be changed any more; if it must be, ask the chief examiner.',
    },
    documentChanged: {
      what: 'Somebody else has just changed this interview',
      todo: 'Your edit was not saved, and theirs was not overwritten. Read it again and make your edit once more.',
    },
    editRefused: {
      what: 'This cannot be changed now',
      todo: 'Nothing was changed. See the reasons listed, put them right and save again.',
    },
    draftNotReady: {
      what: 'Personal codes are still being prepared',
      todo: 'Wait for the progress to end, then save. You may leave this page and come back.',
    },
    fileUnfit: {
      what: 'This file cannot be used',
      todo: 'Use a whole PDF, PNG, JPEG or UTF-8 text whose content is what its name says.',
    },
    recused: {
      what: 'You have recused yourself from this candidate',
      todo: 'Nothing more to do here. Please go back to the list for the next one.',
    },
    grantRefused: {
      what: 'The right to upload has lapsed',
      todo: 'What is not uploaded yet stays on this computer. Press Continue upload; if it persists, call support.',
    },
    foreignPart: { what: 'A part does not belong to this computer', todo: 'Please call support.' },
    newPartsStopped: {
      what: 'This computer may not record new parts',
      todo: 'What is recorded keeps uploading. Please call support.',
    },
    offsetMismatch: {
      what: 'The upload position differs from the server’s',
      todo: 'It continues from the server’s position by itself.',
    },
    partSealed: { what: 'This part is already sealed', todo: 'Nothing to do.' },
    partDiffers: { what: 'Two versions of one part differ', todo: 'Please call support to have it checked.' },
    lengthMismatch: {
      what: 'The length of a part differs from the server’s',
      todo: 'It is checked again by itself; if it persists, call support.',
    },
    digestMismatch: {
      what: 'The content of a part differs from the server’s',
      todo: 'Keep this page open and call support.',
    },
    checksumMismatch: { what: 'A transmission error', todo: 'It is sent again by itself.' },
    protocolVersion: { what: 'This page is too old', todo: 'Open it again; the upload continues.' },
    viewNeeded: { what: 'This live view is over', todo: 'Please open the live view again.' },
    notPlayable: { what: 'The recording cannot be played yet', todo: 'Please try again in a while.' },
    exportDamaged: {
      what: 'The export file is incomplete, or was changed',
      todo: 'Nothing was imported. Ask for a new export, handed over as it is: not unpacked and packed again.',
    },
    exportForeign: {
      what: 'This export file is not of this attempt',
      todo: 'Nothing was imported. Check whose it is and of which sitting, and import it there.',
    },
    storageFull: {
      what: 'The server’s storage is full',
      todo: 'What is not uploaded yet stays on this computer and goes on uploading once there is room.',
    },
    unavailable: {
      what: 'The server cannot answer at the moment',
      todo: 'It is tried again. Please keep this page open.',
    },
    internal: {
      what: 'Something went wrong on the server',
      todo: 'It has been logged. Try again; if it persists, call support.',
    },
  },
  export: {
    button: 'Export to a file',
    writing: 'Writing the file: please keep this page open',
    done_one: '{{name}} was exported ({{size}}, {{count}} part).',
    done_other: '{{name}} was exported ({{size}}, {{count}} parts).',
    doneTodo: 'Hand it to support as it is, not unpacked. The recording stays on this device and goes on uploading.',
    nothing: 'There is no recording to export here. Another tab may keep it: export it there.',
    failed: 'The file was not written.',
    failedTodo: 'The recording is still on this device. Check the space, or choose another disk or folder.',
  },
  unreached: {
    what: 'The server was not reached',
    todo: 'Check the network and try again.',
  },
}
