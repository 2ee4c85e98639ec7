// Owns: by which addresses and names this machine is reached on its own network, and which those may be at all.
// Never includes a name or an address of the internet: the local authority must not be able to vouch for one.
import { BlockList } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

/** IPv4 that no router of the internet leads to (IANA IPv4 Special-Purpose Address Registry, RFC 6890). */
export const LOCAL_RANGES = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
] as const

/** Names that the internet's name service never gives out (RFC 6761, RFC 6762, RFC 8375, ICANN on .internal). */
export const LOCAL_DOMAINS = ['localhost', 'local', 'home.arpa', 'internal'] as const

/** Networks inside the machine or of a VPN: a phone in the room does not see them, so they are named last. */
const VIRTUAL = /^(bridge|br-|cni|docker|ham|lxc|podman|tailscale|tap|tun|utun|veth|vEthernet|virbr|vmnet|vbox|wg|zt)/i

const localRanges = new BlockList()
for (const range of LOCAL_RANGES) {
  const [address = '', bits] = range.split('/')
  localRanges.addSubnet(address, Number(bits), 'ipv4')
}

export type LocalNames = {
  /** IPv4 addresses other machines may know this one by; the likeliest first */
  addresses: string[]
  /** names of the machine, `localhost` first */
  names: string[]
}

/** @param interfaces `os.networkInterfaces()` · @param hostname `os.hostname()` */
export function localNames(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, hostname: string): LocalNames {
  const found = Object.entries(interfaces)
    .toSorted(([a], [b]) => Number(VIRTUAL.test(a)) - Number(VIRTUAL.test(b)))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && localRanges.check(address))
    .map(({ address }) => address)
  const host = hostname.toLowerCase()
  const [label = ''] = host.split('.')
  // a computer's name may hold what a host name cannot: 陈思远的电脑
  const names = [`${label}.local`, host].filter((name) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name) && isLocal(name))
  return { addresses: [...new Set(found)], names: [...new Set(['localhost', ...names])] }
}

function isLocal(name: string): boolean {
  return LOCAL_DOMAINS.some((domain) => name.endsWith(`.${domain}`))
}
