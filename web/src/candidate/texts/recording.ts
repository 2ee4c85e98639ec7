// Owns: the words of what is being recorded and what is not, in both languages side by side: the sign, the feeds, the alarm
// with its remedies, the dock, the bands. Which of them is said is chosen by core's statement, never by a page.
import type { MissingCause } from '@zhishi/core/recording'
import type { TranslationOf } from '../../ui/translation.ts'

type Remedy = { why: string; one: string; two: string; three: string }

export const recordingZhCN = {
  /** in a sentence */
  names: { camera: '摄像头', screen: '屏幕', evidence: '手机' },
  sign: { starting: '正在开始录制', missing: '{{feeds}}没有录制' },
  state: {
    recording: '录制中',
    starting: '正在打开',
    missing: '已缺 {{length}}',
    missed: '录制中 · 缺过 {{length}}',
    notDue: '没有录制',
    withCamera: '随摄像头中断',
    silent: '没有声音',
    phoneWaiting: '等待画面',
  },
  dock: {
    saved: '已保存到本机',
    savedSome: '{{feeds}}已保存到本机',
    lacks: '{{feed}}缺 {{length}}',
    lacked: '{{feed}}缺过 {{length}}',
  },
  lost: { title: '没有画面', since: '{{time}} 起没有录制', notRecorded: '有画面，但没有录制' },
  alarm: {
    label: '录制提醒',
    said: '{{feeds}}没有在录制。办法写在页面上。',
    title: '{{feed}}没有在录制，已有 <b>{{length}}</b>',
    titleNow: '{{feed}}没有在录制',
    others: '{{feeds}}照常录制。',
    clock: { answering: '计时不停，您可以继续作答。', waiting: '开考时间不变，到时试题会照常出现。' },
    seen: '监督员看得到。',
    seenLater: '监督员要等网络恢复才看得到。',
    again: '重新打开',
    share: '共享整个屏幕',
    fold: '收起成一行',
    unfold: '展开',
    elsewhere: {
      why: '本场正由另一个标签页录制，这一页没有录制。',
      one: '回到那个标签页继续',
      two: '或者关掉那个标签页',
      three: '再点【重新打开】，不行就点【求助】',
    } satisfies Remedy,
    causes: {
      camera: {
        opening: {
          why: '正在打开，这台电脑需要的时间较长。',
          one: '关掉不用的程序',
          two: '浏览器询问时点“允许”',
          three: '还不行，点【重新打开】',
        },
        busy: {
          why: '没有收到画面或声音，也可能是这台电脑太忙。',
          one: '关掉不用的程序和网页',
          two: '插紧摄像头的线',
          three: '点【重新打开】，不行就点【求助】',
        },
        taken: {
          why: '可能被别的程序占用。',
          one: '关掉会议、直播软件',
          two: '插紧摄像头的线',
          three: '点【重新打开】，不行就点【求助】',
        },
        denied: {
          why: '浏览器或系统没有允许使用摄像头和麦克风。',
          one: '点地址栏左边的图标',
          two: '摄像头和麦克风都改为“允许”',
          three: '点【重新打开】，不行就点【求助】',
        },
        absent: {
          why: '没有找到摄像头或麦克风。',
          one: '插好设备，换一个接口试试',
          two: '打开镜头和麦克风上的开关',
          three: '点【重新打开】，不行就点【求助】',
        },
        pressNeeded: {
          why: '要您点一下才能打开。',
          one: '点【重新打开】',
          two: '浏览器询问时点“允许”',
          three: '不行就点【求助】',
        },
        storage: {
          why: '录像写不进这台电脑。',
          one: '删掉一些文件，腾出磁盘空间',
          two: '如果是无痕窗口，请改用普通窗口',
          three: '点【重新打开】，不行就点【求助】',
        },
        unknown: {
          why: '原因还不清楚，正在自动重试。',
          one: '关掉会议、直播软件',
          two: '插紧摄像头的线',
          three: '点【重新打开】，不行就点【求助】',
        },
      },
      screen: {
        opening: {
          why: '正在打开，这台电脑需要的时间较长。',
          one: '在浏览器的窗口里选“整个屏幕”',
          two: '再点“分享”',
          three: '不行就点【求助】',
        },
        busy: {
          why: '没有收到屏幕画面，也可能是这台电脑太忙。',
          one: '关掉不用的程序和网页',
          two: '点【重新打开】',
          three: '不行就点【求助】',
        },
        taken: {
          why: '系统没有给出屏幕画面。',
          one: '关掉别的录屏、投屏程序',
          two: '点【重新打开】',
          three: '不行就点【求助】',
        },
        denied: {
          why: '浏览器或系统没有允许录制屏幕。',
          one: '在系统设置里允许浏览器录制屏幕',
          two: '点【共享整个屏幕】',
          three: '不行就点【求助】',
        },
        absent: {
          why: '没有找到可以录制的屏幕。',
          one: '接好显示器',
          two: '点【共享整个屏幕】',
          three: '不行就点【求助】',
        },
        pressNeeded: {
          why: '屏幕共享停止了，要您点一下才能接着录。',
          one: '点【共享整个屏幕】',
          two: '选“整个屏幕”',
          three: '再点“分享”',
        },
        storage: {
          why: '录像写不进这台电脑。',
          one: '删掉一些文件，腾出磁盘空间',
          two: '如果是无痕窗口，请改用普通窗口',
          three: '点【重新打开】，不行就点【求助】',
        },
        unknown: {
          why: '原因还不清楚，正在自动重试。',
          one: '关掉不用的程序和网页',
          two: '点【重新打开】',
          three: '不行就点【求助】',
        },
      },
    } satisfies Record<'camera' | 'screen', Record<MissingCause | 'unknown', Remedy>>,
  },
  away: {
    all: '连不上服务器。请继续：录制照常进行，保存在这台电脑里，恢复后自动上传。',
    inMemory: '连不上服务器。请继续：录制照常进行，但还没有写进磁盘，请不要关闭本页。',
    some: '连不上服务器。{{feeds}}在录制，恢复后自动上传；{{missing}}没有录制，请看页面上的办法。',
    none: '连不上服务器，现在也没有在录制。请看页面上的办法，或拨打技术服务电话。',
    starting: '连不上服务器。请继续，录制正在开始。',
  },
  lapsed: {
    all: '这台电脑的登录已结束：已过期，或在另一台电脑上登录了。录制照常进行，保存在这台电脑里。请重新登录。',
    some: '这台电脑的登录已结束：已过期，或在另一台电脑上登录了。请重新登录；{{missing}}没有录制，请看页面上的办法。',
    off: '这台电脑的登录已结束：已过期，或在另一台电脑上登录了。录好的内容照常上传。请重新登录。',
  },
  unbroken: '录制没有中断。',
  sources: {
    framesBlack: { what: '摄像头画面全黑', todo: '请打开镜头盖或镜头上的开关，别让东西挡住镜头。' },
    framesFrozen: { what: '摄像头画面一直没有变化', todo: '请重新插拔摄像头，或点下面换一个摄像头。' },
    framesFew: { what: '摄像头画面很慢，几秒才一张', todo: '请关掉别的程序，把摄像头直接插在电脑上。' },
    audioSilent: {
      what: '麦克风一点声音都没有',
      todo: '请看麦克风、耳机或键盘上有没有静音开关；还是没有声音，请点【求助】。',
    },
    screenBlack: { what: '录到的屏幕全黑', todo: '请点亮屏幕；还是全黑，请点【求助】。' },
  },
  gate: {
    title: '还在等这些录上',
    starting: '{{feed}}：正在打开，请稍候',
    missing: '{{feed}}：没有在录制。{{why}}',
    how: '录上以后就可以点了。解决不了，请点【求助】：监督员可以同意您先继续。',
    excused: '监督员已同意先继续，{{feeds}}仍没有录制',
    excusedBody: '已记录在案。能修好时请随时修好：点【重新打开】。',
    away: '网络断开，{{feeds}}还没有录制；可以先去候考，不必等',
  },
}

export const recordingEn: TranslationOf<typeof recordingZhCN> = {
  names: { camera: 'camera', screen: 'screen', evidence: 'phone' },
  sign: { starting: 'Recording is starting', missing: 'Not recording: {{feeds}}' },
  state: {
    recording: 'recording',
    starting: 'opening',
    missing: '{{length}} missing',
    missed: 'recording · {{length}} missed',
    notDue: 'not recording',
    withCamera: 'off with the camera',
    silent: 'no sound',
    phoneWaiting: 'no picture yet',
  },
  dock: {
    saved: 'saved on this computer',
    savedSome: '{{feeds}} saved on this computer',
    lacks: '{{feed}}: {{length}} missing',
    lacked: '{{feed}}: {{length}} missed',
  },
  lost: { title: 'No picture', since: 'Not recorded since {{time}}', notRecorded: 'Live, but not being recorded' },
  alarm: {
    label: 'Recording alarm',
    said: 'Not recording: {{feeds}}. What to do is on the page.',
    title: 'The {{feed}} has not been recorded for <b>{{length}}</b>',
    titleNow: 'The {{feed}} is not being recorded',
    others: 'Still recording: {{feeds}}.',
    clock: {
      answering: 'The clock keeps running and you can keep answering.',
      waiting: 'The start time does not change; the questions will appear as planned.',
    },
    seen: 'A proctor can see this.',
    seenLater: 'A proctor will see this once you are back online.',
    again: 'Open again',
    share: 'Share entire screen',
    fold: 'Collapse to one line',
    unfold: 'Expand',
    elsewhere: {
      why: 'Another tab is recording this interview; this page is not.',
      one: 'Continue in that tab',
      two: 'Or close that tab',
      three: 'Then click “Open again”. If that doesn’t help, click “Help”',
    },
    causes: {
      camera: {
        opening: {
          why: 'It is being opened; this computer is taking longer than usual.',
          one: 'Close programs you do not need',
          two: 'If the browser asks, choose “Allow”',
          three: 'Still nothing? Click “Open again”',
        },
        busy: {
          why: 'No picture or sound is coming in, or this computer is too busy.',
          one: 'Close programs and tabs you do not need',
          two: 'Check the camera’s cable',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
        taken: {
          why: 'Another program may be using it.',
          one: 'Close meeting and streaming programs',
          two: 'Check the camera’s cable',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
        denied: {
          why: 'The browser or the system blocks the camera and the microphone.',
          one: 'Click the icon to the left of the address',
          two: 'Set camera and microphone to “Allow”',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
        absent: {
          why: 'No camera or microphone was found.',
          one: 'Plug it in, or try another port',
          two: 'Check the switches on lens and microphone',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
        pressNeeded: {
          why: 'It needs a click from you.',
          one: 'Click “Open again”',
          two: 'If the browser asks, choose “Allow”',
          three: 'If that doesn’t help, click “Help”',
        },
        storage: {
          why: 'The recording can’t be saved on this computer.',
          one: 'Delete some files to make room',
          two: 'In a private window? Use a normal one',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
        unknown: {
          why: 'The cause is not known yet; we keep trying.',
          one: 'Close meeting and streaming programs',
          two: 'Check the camera’s cable',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
      },
      screen: {
        opening: {
          why: 'It is being opened; this computer is taking longer than usual.',
          one: 'Choose “Entire screen” in the browser’s window',
          two: 'Then click “Share”',
          three: 'If that doesn’t help, click “Help”',
        },
        busy: {
          why: 'No picture of the screen is coming in, or this computer is too busy.',
          one: 'Close programs and tabs you do not need',
          two: 'Click “Open again”',
          three: 'If that doesn’t help, click “Help”',
        },
        taken: {
          why: 'The system does not provide a picture of the screen.',
          one: 'Close other programs that record or cast the screen',
          two: 'Click “Open again”',
          three: 'If that doesn’t help, click “Help”',
        },
        denied: {
          why: 'The browser or the system blocks screen recording.',
          one: 'Allow the browser to record the screen in the system settings',
          two: 'Click “Share entire screen”',
          three: 'If that doesn’t help, click “Help”',
        },
        absent: {
          why: 'No screen was found to record.',
          one: 'Connect the display',
          two: 'Click “Share entire screen”',
          three: 'If that doesn’t help, click “Help”',
        },
        pressNeeded: {
          why: 'Sharing has stopped and needs a click from you to resume.',
          one: 'Click “Share entire screen”',
          two: 'Choose “Entire screen”',
          three: 'Then click “Share”',
        },
        storage: {
          why: 'The recording can’t be saved on this computer.',
          one: 'Delete some files to make room',
          two: 'In a private window? Use a normal one',
          three: 'Click “Open again”. If that doesn’t help, click “Help”',
        },
        unknown: {
          why: 'The cause is not known yet; we keep trying.',
          one: 'Close programs and tabs you do not need',
          two: 'Click “Open again”',
          three: 'If that doesn’t help, click “Help”',
        },
      },
    },
  },
  away: {
    all: 'Can’t reach the server. Carry on: recording continues on this computer and uploads later.',
    inMemory:
      'Can’t reach the server. Carry on: recording continues but is not saved to the disk yet, so keep this page open.',
    some: 'Can’t reach the server. Recording now, to be uploaded later: {{feeds}}. Not recording: {{missing}}; see what to do on this page.',
    none: 'Can’t reach the server, and nothing is being recorded. See what to do on this page, or call support.',
    starting: 'Can’t reach the server. Carry on; recording is starting.',
  },
  lapsed: {
    all: 'Your sign-in on this computer has ended: it expired, or you signed in on another one. Recording continues and is kept on this computer. Please sign in again.',
    some: 'Your sign-in on this computer has ended: it expired, or you signed in on another one. Please sign in again. Not recording: {{missing}}; see what to do on this page.',
    off: 'Your sign-in on this computer has ended: it expired, or you signed in on another one. What was recorded still uploads. Please sign in again.',
  },
  unbroken: 'Recording was not interrupted.',
  sources: {
    framesBlack: {
      what: 'The camera picture is completely black',
      todo: 'Open the lens cover or privacy switch and make sure nothing covers the lens.',
    },
    framesFrozen: {
      what: 'The camera picture is frozen',
      todo: 'Unplug the camera and plug it back in, or choose another one below.',
    },
    framesFew: {
      what: 'The camera delivers a picture only every few seconds',
      todo: 'Close other programs, and plug the camera straight into the computer.',
    },
    audioSilent: {
      what: 'No sound from the microphone',
      todo: 'Check for a mute switch on the microphone, headset or keyboard. Still silent? Click “Help”.',
    },
    screenBlack: {
      what: 'The recorded screen is completely black',
      todo: 'Wake the screen. Still black? Click “Help”.',
    },
  },
  gate: {
    title: 'Waiting for these to be recorded',
    starting: '{{feed}}: opening, one moment',
    missing: '{{feed}}: not being recorded. {{why}}',
    how: 'You can continue once they are being recorded. If you can’t fix it, click “Help”: a proctor can let you continue.',
    excused: 'A proctor has let you continue; still not recording: {{feeds}}',
    excusedBody: 'This has been logged. Please fix it when you can: click “Open again”.',
    away: 'You are offline and these are not recording yet: {{feeds}}. You can continue without waiting',
  },
}
