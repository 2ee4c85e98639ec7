// Proves: built-in browsers are known by name, and ordinary ones that look alike are left alone.
import { expect, test } from 'vitest'
import { inAppOf } from './in-app.ts'

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36'

test.each([
  [
    `${ANDROID} Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64`,
    'weChat',
  ],
  [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x18003230) NetType/WIFI Language/zh_CN`, 'weChat'],
  [`${WINDOWS} NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13)`, 'weChat'],
  [`${ANDROID} MQQBrowser/6.2 Safari/537.36 V1_AND_SQ_9.0.35_5764_YYB_D QQ/9.0.35.15165 NetType/WIFI`, 'qq'],
  [`${IPHONE} Mobile/15E148 AliApp(DingTalk/7.5.10) com.laiwang.DingTalk/38286 Channel/201200`, 'dingTalk'],
  [`${IPHONE} Mobile/15E148 Weibo (iPhone14,5__weibo__14.5.0__iphone__os17.5)`, 'weibo'],
  [`${ANDROID} Safari/537.36 Lark/7.18.6 LarkLocale/zh_CN`, 'feishu'],
  [`${ANDROID} Safari/537.36 AliApp(AP/10.5.90) AlipayClient/10.5.90`, 'alipay'],
  [`${ANDROID} MQQBrowser/14.9 Safari/537.36 COVC/046819`, null],
  [`${WINDOWS} QQBrowser/13.0.6057.400`, null],
  [`${WINDOWS} Edg/132.0.0.0`, null],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, null],
])('%s', (userAgent, app) => {
  expect(inAppOf(userAgent)).toBe(app)
})
