// Owns: the English words of step 3.
import type { TranslationOf } from '../../ui/translation.ts'
import type { faceZhCN } from './face.zh-CN.ts'

export const faceEn: TranslationOf<typeof faceZhCN> = {
  face: {
    done: 'Your identity is confirmed',
    doneBody: 'You can continue. You will not be asked again in this sitting unless you sign out.',
    consentTitle: 'Before we begin, please read and agree',
    consent: {
      what: {
        registered:
          'The camera takes <b>photos of your face</b>. Front views are compared with your registered ID photo; side views are only for the proctor.',
        mock: 'The camera takes <b>photos of your face</b>. In a mock interview, the first one serves as your ID photo; front views are compared with it, side views are only for the proctor.',
        person:
          'The camera takes <b>photos of your face</b>. You have no registered ID photo, so nothing is compared automatically: a proctor looks at the photos and confirms who you are.',
      },
      why: 'They are used only to confirm your identity for this interview. <b>You can take part without them</b>: ask a proctor to confirm your identity instead.',
      kept: 'Photos are stored encrypted; only proctors can view them, and every viewing is logged. The organiser decides how long they are kept (see the interview notice). Erasing your data erases photos and face template; only ids stay, in the audit log.',
      recorded:
        'After you enter, camera, microphone, entire screen and phone are recorded and kept as the interview notice states.',
    },
    agree: 'Agree and start',
    picture: 'Your live picture',
    pose: {
      ready: 'Sit up straight and look at the screen',
      photo: 'Sit up straight and look at the screen',
      front: 'Look at the middle of the screen and keep still',
      left: 'Slowly turn your head to your left',
      right: 'Slowly turn your head to your right',
      comparing: 'Comparing, please wait',
    },
    yourself: 'Please check for yourself:',
    rule: {
      one: 'Only you in view',
      light: 'Even light',
      bare: 'No mask, ears free, no filter',
      near: 'Face inside the ring',
      turn: 'Turn your head well to the side: side views are checked by a proctor, not by the system',
    },
    triesLeft_one: '{{count}} attempt left',
    triesLeft_other: '{{count}} attempts left',
    triesUsedUp:
      'No attempts left. Click “Ask a proctor” and a proctor will confirm your identity. Your interview is not affected.',
    start: 'Start',
    photoFirst: 'You have no registered ID photo. Take one first; it is used in mock interviews only',
    noIdPhoto:
      'You have no registered ID photo. Click “Start”, and a proctor will look at your photos and confirm who you are.',
    takePhoto: 'Take ID photo',
    openCamera: 'Open the camera again',
    reason: {
      noFace: 'We can’t see a face. Please sit in the middle.',
      manyFaces: 'There is more than one person in view. You must be alone.',
      tooSmall: 'You are too far away. Please move closer.',
      turned: 'You are looking to the side. Please look at the middle of the screen.',
      blurred: 'The picture is blurry. Wipe the lens and sit still.',
      dark: 'It is too dark. Turn on a light or face the window.',
      bright: 'It is too bright. Please turn away from the light.',
      covered: 'Your face is covered. Take off the mask; keep mouth, nose and ears free.',
      eyesClosed: 'Your eyes were closed. Please look at the screen.',
      staticPicture: 'The picture does not look live. Point the camera at yourself.',
      differs: 'We could not be sure that it is you. A proctor will take a look.',
      unreadable: 'The picture could not be read. Please try again.',
    },
    waiting: 'A proctor will confirm your identity',
    waitingBody_one:
      '{{count}} person is ahead of you. Stay on this page; it continues by itself. You can also try again.',
    waitingBody_other:
      '{{count}} people are ahead of you. Stay on this page; it continues by itself. You can also try again.',
    otherWay: 'Another way to sign in',
    otherWayBody: 'A proctor looks at your photos and confirms your identity. Your interview is not affected.',
    askForPerson: 'Ask a proctor',
    asked: 'A proctor has been asked',
    refused: 'A proctor asks you to try again',
    refusedBody: 'Please follow the proctor’s note and try again, or ask a proctor once more.',
    call: 'Call technical support',
  },
}
