/**
 * Whether an IP address is on the public internet. Everything else (loopback, private and shared networks, link-local with
 * the metadata services of clouds, multicast, documentation, and IPv6 forms that carry such an IPv4 address) is not called.
 */
export function isPublicAddress(address: string): boolean {
  const four = parseIpv4(address);
  if (four !== null) return isPublicIpv4(four);
  const six = parseIpv6(address);
  return six !== null && isPublicIpv6(six);
}

/** Whether a host that somebody typed is surely not on the public internet. Names are judged again when they are resolved, at every call. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return /^localhost$|\.(?:localhost|local|internal)$/.test(host) || (/^[\d.]+$|:/.test(host) && !isPublicAddress(host));
}

// Network, its bits: what is not public among IPv4 addresses.
const privateIpv4: readonly (readonly [string, number])[] = [
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

function isPublicIpv4(address: number): boolean {
  return privateIpv4.every(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) !== Math.floor((parseIpv4(network) ?? 0) / size);
  });
}

function isPublicIpv6(groups: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0] = groups;
  const last = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  const zero = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0);
  if (zero(0, 5) && groups[5] === 0xffff) return isPublicIpv4(last); // ::ffff:10.0.0.1
  if (zero(0, 4) && groups[4] === 0xffff && groups[5] === 0) return isPublicIpv4(last);
  if (zero(0, 6)) return false; // ::, ::1, ::10.0.0.1
  if (a === 0x64 && b === 0xff9b) return zero(2, 6) && isPublicIpv4(last); // NAT64
  if (a === 0x2002) return isPublicIpv4(b * 65_536 + c); // 6to4
  if (a === 0x2001 && b < 0x200) return false; // Teredo and other special uses
  if (a === 0x2001 && b === 0xdb8) return false; // documentation
  return a >= 0x2000 && a < 0x3fff; // global unicast; all else is local, multicast or not given out
}

/** The 32 bits of a dotted address; null when it is none. Other spellings (octal, hexadecimal, short) are none. */
function parseIpv4(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function parseIpv6(text: string): readonly number[] | null {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!bare.includes(':')) return null;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  const four = tail === null ? null : parseIpv4(tail[2] ?? '');
  if (tail !== null && four === null) return null;
  const whole =
    tail === null || four === null ? bare : `${tail[1]}${Math.floor(four / 65_536).toString(16)}:${(four % 65_536).toString(16)}`;
  const halves = whole.split('::');
  if (halves.length > 2) return null;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...rest];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : null;
}
