// Owns: the English words of step 3.
import type { TranslationOf } from '../../ui/i18n.ts'
import type { faceZhCN } from './face.zh-CN.ts'

export const faceEn: TranslationOf<typeof faceZhCN> = {
  face: {
    done: 'Your identity is confirmed',
    doneBody: 'Please go on. You will not be asked again in this sitting.',
    consentTitle: 'Before we begin, please read and agree',
    consent: {
      what: 'The camera takes <b>pictures of your face</b> (front, left, right) and compares them with your registered ID photo.',
      why: 'They are used only to confirm your identity for this interview. <b>You can take part without</b>: ask a proctor to confirm instead.',
      kept: 'Photos are stored encrypted, only proctors can view them, and every viewing is logged. The organiser decides how long they are kept; see the interview notice.',
      recorded:
        'After entry, camera, microphone, the whole screen and the room as your phone films it are recorded and kept as announced.',
    },
    agree: 'Agree and start',
    picture: 'Your live picture',
    pose: {
      ready: 'Sit straight, look at the middle of the screen, then press Start',
      photo: 'Sit straight, look at the middle of the screen, and take your ID photo',
      front: 'Look at the middle of the screen and keep still',
      left: 'Slowly turn your head to your left',
      right: 'Slowly turn your head to your right',
      comparing: 'Comparing, please wait',
    },
    rule: {
      one: 'One face only',
      light: 'Even light',
      bare: 'No mask, ears free, no filter',
      near: 'Face inside the ring',
    },
    triesLeft_one: '{{count}} try left',
    triesLeft_other: '{{count}} tries left',
    triesUsedUp: 'No tries left. Press “Ask a proctor”; a proctor confirms you, and your interview is not affected.',
    start: 'Start',
    photoFirst: 'This is a mock interview and has no ID photo of you yet',
    takePhoto: 'Take ID photo',
    openCamera: 'Open the camera again',
    reason: {
      noFace: 'No face was seen. Please sit in the middle.',
      manyFaces: 'More than one person is in the picture. Please be alone.',
      tooSmall: 'You are too far away. Please come closer.',
      turned: 'Your face is turned. Please look at the middle of the screen.',
      notTurned: 'The turn was not seen. Please turn slower and further.',
      blurred: 'The picture is blurred. Clean the lens and sit still.',
      dark: 'It is too dark. Switch on a light or face the window.',
      bright: 'It is too bright. Please do not face a strong light.',
      covered: 'Your face is covered. Take off the mask; keep mouth, nose and ears free.',
      eyesClosed: 'Your eyes were closed. Please look at the screen.',
      staticPicture: 'The picture does not look live. Point the camera at yourself.',
      differs: 'We could not be sure that it is you. A proctor will look.',
      unreadable: 'The picture could not be read. Please try again.',
    },
    waiting: 'A proctor will confirm you',
    waitingBody_one: '{{count}} person is before you. Stay on this page; it goes on by itself. You may also try again.',
    waitingBody_other:
      '{{count}} people are before you. Stay on this page; it goes on by itself. You may also try again.',
    otherWay: 'Another way to sign in',
    otherWayBody: 'A proctor looks at your pictures and confirms you. Your interview is not affected.',
    askForPerson: 'Ask a proctor',
    asked: 'A proctor has been asked',
    refused: 'A proctor asks you to try again',
    refusedBody: 'Please follow the note and try again, or ask a proctor once more.',
    call: 'Call technical support',
  },
}
