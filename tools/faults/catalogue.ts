// Owns: the names of the faults that tests and the fault matrix cause, what each does, and where it is switched.
// Never causes one. Nothing of the product imports this folder: faults.test.ts proves it.

export type Fault = {
  /**
   * `network`: a relay between device and server (e2e/harness/cable.ts) · `wire`: a courier of single requests
   * (e2e/harness/courier.ts) · `process`: something is killed from outside · `page`: page-side.ts · `server`:
   * server-side.ts · `machine`: the disk under the product, or the clock of the device
   */
  where: 'network' | 'wire' | 'process' | 'page' | 'server' | 'machine'
  says: string
}

export const FAULTS = {
  'network-cut': { where: 'network', says: 'no connection lives, and none is made' },
  'network-half-open': { where: 'network', says: 'connections stay open and carry nothing' },
  'network-slow': { where: 'network', says: 'so many bits a second both ways' },
  'network-late': { where: 'network', says: 'every byte arrives so much later' },
  'network-broken': { where: 'wire', says: 'requests break somewhere in the middle' },
  twice: { where: 'wire', says: 'every request arrives twice' },
  'out-of-order': { where: 'wire', says: 'the second half of a range arrives before the first' },
  truncated: { where: 'wire', says: 'a body ends before its length' },
  'flipped-bit': { where: 'wire', says: 'one bit of a body changes on its way' },
  'stale-offset': { where: 'wire', says: 'the answer is lost, and an old range arrives once more' },
  'methods-refused': { where: 'wire', says: 'a gateway refuses PATCH with a page of its own and answers HEAD itself' },
  'gateway-answers': { where: 'wire', says: 'a gateway answers 404, 409, 413 or 460 in the server’s place' },
  'tab-killed': { where: 'process', says: 'the tab is closed, reloaded, or its renderer is killed' },
  'browser-killed': { where: 'process', says: 'kill -9 of the browser' },
  'server-killed': { where: 'process', says: 'kill -9 of the server' },
  'database-killed': { where: 'process', says: 'kill -9 of PostgreSQL' },
  'camera-died': { where: 'page', says: 'the picture of the camera ends' },
  'microphone-died': { where: 'page', says: 'the sound of the microphone ends' },
  'sharing-stopped': { where: 'page', says: 'the browser’s own bar stops sharing the screen' },
  'camera-late': { where: 'page', says: 'the camera takes so much longer to open' },
  'chooser-open': { where: 'page', says: 'the choice of the screen takes so much longer' },
  'encoder-idle': { where: 'page', says: 'recorders that start give nothing for so long' },
  'computer-slow': { where: 'machine', says: 'the candidate’s computer has a part of this machine’s processor' },
  'memory-short': { where: 'machine', says: 'the browser has little memory, and is told so every second' },
  'device-disk-slow': { where: 'page', says: 'every flush of the durable log takes so much longer' },
  'disk-full': { where: 'server', says: 'the disk under the recordings takes nothing more' },
  'disk-slow': { where: 'server', says: 'every sync of the disk takes so much longer' },
  'disk-broken': { where: 'server', says: 'every sync of the disk fails' },
  'killed-in-append': { where: 'server', says: 'the server kills itself in the middle of a write' },
  'power-cut': { where: 'machine', says: 'of the file system only what was synced is left' },
  'backup-restored': { where: 'machine', says: 'database, blobs or both are those of earlier' },
  'volume-missing': {
    where: 'machine',
    says: 'the directory of the recordings is not there, as when a volume is not mounted',
  },
  'store-emptied': { where: 'machine', says: 'an S3 store has no object any more, or another prefix is named' },
  'byte-changed': { where: 'machine', says: 'one bit of a recording changes on the server’s disk' },
  'quota-exhausted': { where: 'machine', says: 'the browser gives no more room' },
  'clock-skewed': { where: 'machine', says: 'the wall clock of the device jumps' },
  'grant-stopped': { where: 'process', says: 'sign-in, lease or attempt ends while bytes wait' },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS
