// Owns: why something was not recorded, in both languages side by side: what began a gap, and what a device said of it.
// Never a judgement of anybody.
import type { GapReason, MissingCause } from '@zhishi/core/recording'
import type { TranslationOf } from '../translation.ts'

export const gapsZhCN = {
  causes: {
    opening: '设备一直没有打开',
    busy: '电脑太忙，或设备没有画面',
    taken: '被别的程序占用',
    denied: '没有被允许',
    absent: '没有找到设备',
    pressNeeded: '没有共享屏幕',
    storage: '写不进本机',
  } satisfies Record<MissingCause, string>,
  reasons: {
    notStarted: '还没有开始录',
    stoppedEarly: '提前停止',
    deviceSwitched: '更换设备',
    feedEnded: '设备断开',
    sharingStopped: '屏幕共享停止',
    stalled: '画面停住',
    recorderFailed: '录制出错',
    reloaded: '页面重新打开',
    crashed: '浏览器意外关闭',
    partChanged: '换片段',
    notInFile: '没有画面或声音',
    notHere: '没有送达服务器',
  } satisfies Record<GapReason, string>,
}

export const gapsEn: TranslationOf<typeof gapsZhCN> = {
  causes: {
    opening: 'the device did not open',
    busy: 'computer too busy, or no picture from the device',
    taken: 'used by another program',
    denied: 'not allowed',
    absent: 'no device found',
    pressNeeded: 'screen not shared',
    storage: 'could not be written to the computer',
  },
  reasons: {
    notStarted: 'not started yet',
    stoppedEarly: 'stopped early',
    deviceSwitched: 'device changed',
    feedEnded: 'device disconnected',
    sharingStopped: 'sharing stopped',
    stalled: 'picture stood still',
    recorderFailed: 'recorder failed',
    reloaded: 'page opened again',
    crashed: 'browser closed unexpectedly',
    partChanged: 'between two parts',
    notInFile: 'no picture or sound',
    notHere: 'did not reach the server',
  },
}
