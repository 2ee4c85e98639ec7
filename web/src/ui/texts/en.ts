// Owns: the English words that more than one page uses. A missing key does not compile. Never a sentence of one page.
import type { TranslationOf } from '../translation.ts'
import { gapsEn } from './gaps.ts'
import { inAppEn } from './in-app.ts'
import type { zhCN } from './zh-CN.ts'

export const en: TranslationOf<typeof zhCN> = {
  gaps: gapsEn,
  inApp: inAppEn,
  brand: 'Zhishi',
  steps: {
    download: 'Download',
    preparation: 'Device check',
    signIn: 'Face sign-in',
    briefing: 'Briefing',
    evidence: 'Connect phone',
    draw: 'Draw lots',
    attachments: 'Attachments',
    entry: 'Entry',
    devices: 'Devices',
    answering: 'Interview',
    handIn: 'Upload',
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
    selfPaced: 'Self-paced',
    now: 'Now',
    open: 'Open',
    inOrder: 'Not yet',
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
    serverAway: 'Server unreachable',
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
      what: 'The request could not be processed',
      todo: 'Reload this page and try again. If it keeps happening, call support.',
    },
    tooLarge: {
      what: 'The request was too large',
      todo: 'Reload this page and try again. If it keeps happening, call support.',
    },
    notFound: {
      what: 'This interview was not found',
      todo: 'Go back to the home page and choose again, or call support.',
    },
    methodNotAllowed: {
      what: 'The server does not accept this kind of request',
      todo: 'Reload this page. If it keeps happening, call support.',
    },
    unsupportedMediaType: {
      what: 'The server does not accept this kind of content',
      todo: 'Reload this page. If it keeps happening, call support.',
    },
    commandIdReused: { what: 'This action was already sent elsewhere', todo: 'Reload this page and repeat it.' },
    signInNeeded: {
      what: 'Please sign in again',
      todo: 'Use your ID number and personal code. Uploading is not affected.',
    },
    signInRefused: {
      what: 'The ID number or personal code is incorrect',
      todo: 'Check both against your invitation and try again. If it still fails, call the support number in the invitation.',
    },
    tooManyRequests: {
      what: 'The server is asking this device to slow down',
      todo: 'Nothing already done is lost. Try again in {{seconds}} seconds; if this goes on, close extra pages or call support.',
    },
    tooManyTries: {
      what: 'Too many attempts; please wait',
      todo: 'You can try again in {{seconds}} seconds. Attempts by others on the same network count too; if time is short, call support.',
    },
    codeRefused: {
      what: 'The binding code is wrong or has expired',
      todo: 'Enter the code the computer is showing now.',
    },
    notAllowed: { what: 'You can’t do this right now', todo: 'Reload this page. If you are unsure, call support.' },
    foreignOrigin: {
      what: 'The server did not accept this request',
      todo: 'Open the address in your invitation. If this is that address, the fault is in how the site is set up, not with you: please call support.',
    },
    notYetOpen: { what: 'Not open yet', todo: 'It opens automatically at {{time}}. You don’t need to do anything.' },
    windowClosed: {
      what: 'The time for this has passed',
      todo: 'It closed at {{time}}. If you have a good reason, call support now.',
    },
    stepMissing: { what: '“{{step}}” is not done yet', todo: 'Please complete that step first.' },
    attemptOver: { what: 'This interview is over', todo: 'If you have questions, call support.' },
    otherDevice: {
      what: 'This interview is running on another computer',
      todo: 'You may use only one computer. To switch to this one, call support and a proctor will move you over.',
    },
    displaysNotOne: {
      what: 'More or fewer than one display',
      todo: 'Exactly one is allowed. Unplug any external display, then click “Refresh”.',
    },
    screenNotWhole: {
      what: 'You did not share the entire screen',
      todo: 'Click again and choose “Entire screen” in the dialog that opens.',
    },
    identityNeeded: { what: 'Your identity is not confirmed yet', todo: 'Complete “Face sign-in” first.' },
    picturesUnseen: {
      what: 'The pictures have not been looked at',
      todo: 'Compare the ID photo with the front view first, or say how else you verified the identity.',
    },
    identityDecided: { what: '{{by}} has already decided', todo: 'There is nothing more to do.' },
    triesUsedUp: {
      what: 'No face sign-in attempts left',
      todo: 'Wait for a proctor to confirm your identity, or call support.',
    },
    earlyFinishNotAllowed: {
      what: 'This sitting can’t be ended early',
      todo: 'It ends and saves automatically at {{time}}. Please continue.',
    },
    notSelfPaced: {
      what: 'This sitting starts for everyone at once',
      todo: 'It starts automatically. You don’t need to do anything.',
    },
    recordingsMissing: {
      what: 'The server has none of these recordings',
      todo: 'If you changed computer or browser, open this page on the first one and it uploads by itself. For help, call support.',
    },
    feedsNotRecording: {
      what: 'Camera or screen is not being recorded yet',
      todo: 'Follow the advice on this page; you can continue as soon as it is recording. If that doesn’t help, click “Help”.',
    },
    contributionGiven: {
      what: 'Somebody of your role has contributed to this draw already',
      todo: 'That contribution counts; there is nothing left to do.',
    },
    attemptNotOver: {
      what: 'The interview of this candidate is not over, so nothing was erased',
      todo: 'Erase it once it is over. Take candidates who will not come off the roster.',
    },
    resultNotPublished: {
      what: 'There are candidates whose result has not been published',
      todo: 'Once erased, they can’t be scored. If that is meant, accept erasing without a published result.',
    },
    recordingsNotSafe: {
      what: 'Not all recordings are on the server yet',
      todo: 'The upload continues automatically. Please keep this page open.',
    },
    sheetMalformed: {
      what: 'The score sheet is not valid',
      todo: 'Check that every element is marked and within its range, then submit again.',
    },
    sheetGiven: {
      what: 'You have already submitted this score sheet',
      todo: 'It can no longer be changed. If it has to be, ask the chief examiner.',
    },
    documentChanged: {
      what: 'Someone else has just changed this interview',
      todo: 'Your changes were not saved and theirs were not overwritten. Reload and make your changes again.',
    },
    editRefused: {
      what: 'This can’t be changed now',
      todo: 'Nothing was changed. Fix the problems listed and save again.',
    },
    draftNotReady: {
      what: 'Personal codes are still being prepared',
      todo: 'Wait until that is done, then save. You can leave this page and come back.',
    },
    fileUnfit: {
      what: 'This file can’t be used',
      todo: 'Use a complete PDF, PNG, JPEG or UTF-8 text file whose content matches its name.',
    },
    recused: {
      what: 'You have recused yourself from this candidate',
      todo: 'There is nothing more to do here. Go back to the list for the next one.',
    },
    grantRefused: {
      what: 'This device’s permission to upload has expired',
      todo: 'Anything not uploaded yet stays on this computer. Click “Continue upload”. If it keeps happening, call support.',
    },
    foreignPart: { what: 'Part of this recording belongs to another computer', todo: 'Please call support.' },
    budgetReached: {
      what: 'This interview has uploaded as much as it may',
      todo: 'The rest stays on this device and is sent again by itself; a proctor or support can raise the limit. Do not clear the browser’s data.',
    },
    newPartsStopped: {
      what: 'This computer may no longer record',
      todo: 'What has been recorded keeps uploading. Please call support.',
    },
    olderPartHeld: {
      what: 'A proctor has to let this part of the recording in',
      todo: 'It stays on this device and is sent again by itself. Please contact a proctor or support. Do not clear the browser’s data.',
    },
    offsetMismatch: {
      what: 'The upload position differs from the server’s',
      todo: 'It continues from the server’s position automatically.',
    },
    partSealed: { what: 'This part is already sealed', todo: 'You don’t need to do anything.' },
    partDiffers: { what: 'Two versions of one part differ', todo: 'Please call support to have it checked.' },
    lengthMismatch: {
      what: 'The length of a part differs from the server’s',
      todo: 'It is checked again automatically. If it keeps happening, call support.',
    },
    digestMismatch: {
      what: 'The content of a part differs from the server’s',
      todo: 'Keep this page open and call support.',
    },
    checksumMismatch: { what: 'A transmission error', todo: 'It is sent again automatically.' },
    protocolVersion: { what: 'This page is out of date', todo: 'Reload it; the upload continues.' },
    viewNeeded: { what: 'This live view has ended', todo: 'Open the live view again.' },
    notPlayable: { what: 'The recording can’t be played yet', todo: 'Please try again later.' },
    exportDamaged: {
      what: 'The export file is incomplete or has been changed',
      todo: 'Nothing was imported. Ask for a new export, handed over as it is: not unpacked and packed again.',
    },
    exportForeign: {
      what: 'This export file belongs to a different attempt',
      todo: 'Nothing was imported. Check which candidate and sitting it belongs to, and import it there.',
    },
    storageFull: {
      what: 'The server’s storage is full',
      todo: 'What is not uploaded yet stays on this computer and uploads once there is room.',
    },
    unavailable: {
      what: 'The server is not available at the moment',
      todo: 'We keep trying. Please keep this page open.',
    },
    internal: {
      what: 'Something went wrong on the server',
      todo: 'It has been logged. Try again. If it keeps happening, call support.',
    },
  },
  export: {
    button: 'Export to a file',
    writing: 'Writing the file: please keep this page open',
    done_one: '{{name}} was exported ({{size}}, {{count}} part).',
    done_other: '{{name}} was exported ({{size}}, {{count}} parts).',
    handedOver_one:
      'Your browser is downloading {{name}} ({{size}}, {{count}} part). This page cannot see whether it finishes.',
    handedOver_other:
      'Your browser is downloading {{name}} ({{size}}, {{count}} parts). This page cannot see whether it finishes.',
    handedOverTodo: 'Check the browser’s list of downloads, and keep this page open until it is complete there.',
    again: 'Not there? Download again',
    ready: '{{name}} ({{size}}) is ready, but not saved yet.',
    readyTodo: 'Press the button below and choose “Save to Files”, or send it to another device.',
    notSaved: 'It was not saved. Press the button again.',
    save_one: 'Save the file',
    save_other: 'Save file {{number}} of {{count}}',
    next_one: 'Prepare file {{number}} of {{count}}',
    next_other: 'Prepare file {{number}} of {{count}}',
    doneTodo: 'Hand it to support as it is, not unpacked. The recording stays on this device and keeps uploading.',
    nothing: 'There is no recording to export here. Another tab may keep it: export it there.',
    failed: 'The file was not written.',
    failedTodo: 'The recording is still on this device. Check the space, or choose another disk or folder.',
  },
  unreached: {
    what: 'Can’t reach the server',
    todo: 'Check the network and try again.',
  },
}
