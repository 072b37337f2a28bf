import { BlockList, isIP } from 'node:net';

/** Of IPv4: this machine, private and link-local networks, those of carriers and tests, and what is for many at once. */
const inner: readonly [network: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6: the same, with the ways in which addresses of IPv4 stand in it. `::/96` has this machine and none at all. */
const innerWide: readonly [network: string, bits: number][] = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

let blocked: BlockList | undefined;

function blockList(): BlockList {
  const list = new BlockList();
  for (const [network, bits] of inner) {
    list.addSubnet(network, bits, 'ipv4');
    const [a, b, c, d] = network.split('.').map(Number) as [number, number, number, number];
    const high = ((a << 8) | b).toString(16);
    const low = ((c << 8) | d).toString(16);
    list.addSubnet(`::ffff:${high}:${low}`, 96 + bits, 'ipv6');
    // Gateways from IPv6 to IPv4 would take them there.
    list.addSubnet(`64:ff9b::${high}:${low}`, 96 + bits, 'ipv6');
    list.addSubnet(`2002:${high}:${low}::`, 16 + bits, 'ipv6');
  }
  for (const [network, bits] of innerWide) list.addSubnet(network, bits, 'ipv6');
  return list;
}

/** Whether an IP address is one of the internet's, and not one of this machine or of a network that it is in. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/%.*$/u, '');
  const version = isIP(plain);
  if (version === 0) return false;
  blocked ??= blockList();
  return !blocked.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}
