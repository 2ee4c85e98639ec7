// Owns: the Chinese words of the install page: what trusting a certificate means, how to, and how to undo it.
import type { System } from '../../client/system.ts'

type Steps = { get: string; install: string; trust: string; remove: string }

export const zhCN = {
  windowTitle: '安装试用证书 · 智试',
  title: '安装试用证书',
  lead: '在家或办公室试用智试时，手机和电脑要先信任运行智试的那台电脑，浏览器才会打开摄像头。每台设备装一次。',
  meansTitle: '先看清楚：信任证书是什么意思',
  means:
    '装好以后，这台设备会相信那台电脑签发的证书。这张证书只对局域网地址有效，不能用来冒充互联网上的网站。请只装在<b>您自己的设备</b>上，只在<b>您信任的网络</b>里装，试用完就删除。',
  notForReal: '正式面试从不需要安装证书。有人在正式面试前让您安装，请不要装，并拨打公告上的电话。',
  inApp: '请换到系统浏览器',
  inAppBody: '聊天软件里不能安装证书。点右上角“…”，选“在浏览器打开”。',
  system: '这台设备是',
  systems: {
    ios: 'iPhone / iPad',
    android: '安卓手机',
    harmony: '鸿蒙手机',
    windows: 'Windows 电脑',
    macos: 'Mac 电脑',
  } satisfies Record<System, string>,
  download: '下载证书',
  names: '各品牌、各版本的菜单名称略有不同：找不到时，在“设置”里搜索“证书”。',
  steps: {
    ios: {
      get: '用 <b>Safari</b> 打开本页，点下面的<b>下载证书</b>，弹出提示时点<b>允许</b>。',
      install:
        '打开<b>设置</b>，点上方的<b>已下载描述文件</b>（没有就进<b>通用 › VPN 与设备管理</b>），点<b>安装</b>，输入锁屏密码，再点<b>安装</b>。',
      trust:
        '打开<b>设置 › 通用 › 关于本机 › 证书信任设置</b>（在最下面），打开 <b>{{name}}</b> 的开关，点<b>继续</b>。',
      remove: '<b>设置 › 通用 › VPN 与设备管理</b>，点 {{name}}，点<b>移除描述文件</b>。',
    },
    android: {
      get: '用 <b>Chrome</b> 或自带浏览器打开本页，点下面的<b>下载证书</b>，保存到手机。手机须设有锁屏密码。',
      install:
        '打开<b>设置 › 安全 › 更多安全设置 › 加密与凭据 › 安装证书 › CA 证书</b>，点<b>仍然安装</b>，选择刚下载的 <b>zhishi.crt</b>。',
      trust: '回到浏览器打开智试。仍提示不安全时换 <b>Chrome</b> 打开：有的浏览器不认手机里安装的证书。',
      remove: '<b>设置 › 安全 › 更多安全设置 › 加密与凭据 › 信任的凭据 › 用户</b>，点 {{name}}，点<b>移除</b>。',
    },
    harmony: {
      get: '用自带浏览器打开本页，点下面的<b>下载证书</b>，保存到手机。',
      install:
        '打开<b>设置 › 隐私和安全 › 高级 › 证书与凭据 › 从存储设备安装</b>，选择刚下载的 <b>zhishi.crt</b>。鸿蒙 4 及以前：<b>设置 › 安全 › 更多安全设置 › 加密和凭据 › 从存储设备安装</b>，用途选 <b>CA 证书</b>。',
      trust: '关掉浏览器再打开，进入智试。',
      remove:
        '<b>设置 › 隐私和安全 › 高级 › 证书与凭据</b>，在用户证书里点 {{name}}，点<b>删除</b>。鸿蒙 4 及以前：<b>加密和凭据 › 信任的凭据 › 用户</b>。',
    },
    windows: {
      get: '点下面的<b>下载证书</b>，打开下载好的 <b>zhishi.crt</b>。',
      install:
        '点<b>安装证书</b>，选<b>当前用户</b>，再选<b>将所有的证书都放入下列存储</b>，点<b>浏览</b>，选<b>受信任的根证书颁发机构</b>，完成，对警告点<b>是</b>。',
      trust: '把浏览器的窗口全部关掉，再打开。',
      remove: '按 Win + R，输入 certmgr.msc，在<b>受信任的根证书颁发机构 › 证书</b>里删除 {{name}}。',
    },
    macos: {
      get: '点下面的<b>下载证书</b>，双击下载好的 <b>zhishi.crt</b>，在<b>钥匙串访问</b>里加到<b>登录</b>。',
      install:
        '在<b>钥匙串访问 › 登录 › 证书</b>里双击 <b>{{name}}</b>，展开<b>信任</b>，在<b>使用此证书时</b>选<b>始终信任</b>。',
      trust: '关掉这个小窗口，输入登录密码，再重新打开浏览器。',
      remove: '在<b>钥匙串访问 › 登录 › 证书</b>里删除 {{name}}。',
    },
  } satisfies Record<System, Steps>,
  compare: '核对证书',
  compareBody: '安装时看到的名称和指纹（SHA-256），应与运行智试的那台电脑窗口里显示的完全一样。不一样就不要装。',
  name: '名称',
  fingerprint: 'SHA-256 指纹',
  expires: '到期',
  open: '装好了，打开智试',
  openBody: '浏览器地址栏没有“不安全”的提示，就是装好了。',
  removeTitle: '用完以后怎样删除',
  none: '这里不用安装证书',
  noneBody: '这台服务器没有自己签发证书，浏览器可以直接打开。',
  home: '去软件下载页',
}
