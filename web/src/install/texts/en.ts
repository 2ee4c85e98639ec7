// Owns: the English words of the install page.
import type { TranslationOf } from '../../ui/translation.ts'
import type { zhCN } from './zh-CN.ts'

export const en: TranslationOf<typeof zhCN> = {
  windowTitle: 'Install the trial certificate · Zhishi',
  title: 'Install the trial certificate',
  lead: 'To try Zhishi out at home or in an office, a phone or computer must first trust the computer that runs it; only then does its browser open the camera. Once for each device.',
  meansTitle: 'First: what trusting a certificate means',
  means:
    'From then on this device believes certificates that computer issues. They are good for addresses of the local network alone and cannot pass for a site on the internet. Install it only on <b>a device of your own</b>, only in <b>a network you trust</b>, and remove it when you are done.',
  notForReal:
    'A real interview never asks for a certificate. If somebody asks you to install one for it, do not, and call the number in the announcement.',
  inApp: 'Please switch to your phone’s browser',
  inAppBody: 'Chat apps can’t install certificates. Tap “…” at the top right, then “Open in browser”.',
  system: 'This device',
  systems: {
    ios: 'iPhone / iPad',
    android: 'Android',
    harmony: 'HarmonyOS',
    windows: 'Windows',
    macos: 'Mac',
  },
  download: 'Download the certificate',
  names: 'Menus differ a little by maker and version: if you do not find one, search the settings for “certificate”.',
  steps: {
    ios: {
      get: 'Open this page in <b>Safari</b>, tap <b>Download the certificate</b> below and, when asked, <b>Allow</b>.',
      install:
        'Open <b>Settings</b>, tap <b>Profile Downloaded</b> near the top (or <b>General › VPN & Device Management</b>), tap <b>Install</b>, enter your passcode, tap <b>Install</b> again.',
      trust:
        'Open <b>Settings › General › About › Certificate Trust Settings</b> (at the very bottom), turn on <b>{{name}}</b>, tap <b>Continue</b>.',
      remove: '<b>Settings › General › VPN & Device Management</b>, tap {{name}}, tap <b>Remove Profile</b>.',
    },
    android: {
      get: 'Open this page in <b>Chrome</b> or the built-in browser, tap <b>Download the certificate</b> below, and keep the file. The phone needs a screen lock.',
      install:
        'Open <b>Settings › Security › More security settings › Encryption & credentials › Install a certificate › CA certificate</b>, tap <b>Install anyway</b>, choose <b>zhishi.crt</b>.',
      trust:
        'Go back to the browser and open Zhishi. If it still says “not secure”, use <b>Chrome</b>: some browsers ignore installed certificates.',
      remove:
        '<b>Settings › Security › More security settings › Encryption & credentials › Trusted credentials › User</b>, tap {{name}}, tap <b>Remove</b>.',
    },
    harmony: {
      get: 'Open this page in the built-in browser, tap <b>Download the certificate</b> below, and keep the file.',
      install:
        'Open <b>Settings › Privacy & security › Advanced › Certificates & credentials › Install from storage</b> and choose <b>zhishi.crt</b>. HarmonyOS 4 and older: <b>Settings › Security › More settings › Encryption & credentials › Install from storage</b>, for <b>CA certificate</b>.',
      trust: 'Close the browser, open it again, and go to Zhishi.',
      remove:
        '<b>Settings › Privacy & security › Advanced › Certificates & credentials</b>, among the user certificates tap {{name}}, tap <b>Delete</b>. HarmonyOS 4 and older: <b>Encryption & credentials › Trusted credentials › User</b>.',
    },
    windows: {
      get: 'Press <b>Download the certificate</b> below and open the file <b>zhishi.crt</b>.',
      install:
        'Press <b>Install Certificate</b>, choose <b>Current User</b>, then <b>Place all certificates in the following store</b>, press <b>Browse</b>, choose <b>Trusted Root Certification Authorities</b>, finish, and answer the warning with <b>Yes</b>.',
      trust: 'Close every window of the browser, then open it again.',
      remove:
        'Press Win + R, enter certmgr.msc, and delete {{name}} under <b>Trusted Root Certification Authorities › Certificates</b>.',
    },
    macos: {
      get: 'Press <b>Download the certificate</b> below, double-click the file <b>zhishi.crt</b>, and add it to <b>login</b> in <b>Keychain Access</b>.',
      install:
        'Under <b>Keychain Access › login › Certificates</b> double-click <b>{{name}}</b>, open <b>Trust</b>, and at <b>When using this certificate</b> choose <b>Always Trust</b>.',
      trust: 'Close that window, enter your login password, and start the browser again.',
      remove: 'Delete {{name}} under <b>Keychain Access › login › Certificates</b>.',
    },
  },
  compare: 'Compare the certificate',
  compareBody:
    'The name and the fingerprint (SHA-256) you see while installing must be exactly those in the window of the computer that runs Zhishi. If they differ, do not install it.',
  name: 'Name',
  fingerprint: 'SHA-256 fingerprint',
  expires: 'Expires',
  open: 'Installed: open Zhishi',
  openBody: 'It worked if the address bar does not say “not secure”.',
  removeTitle: 'How to remove it again',
  none: 'There is nothing to install here',
  noneBody: 'This server issues no certificate of its own; browsers open it as it is.',
  home: 'Go to the download page',
}
