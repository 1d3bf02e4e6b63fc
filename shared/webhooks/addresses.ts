import { BlockList, isIP } from 'node:net'

/*
 * Which addresses a webhook may lead to. Of IPv6 those that are routed at all are few, so these are named, and all others are
 * refused with them: this machine, private networks, the forms that hold an IPv4 address.
 */

const blockList = (...ranges: readonly [network: string, prefix: number, family?: 'ipv6'][]): BlockList => {
  const list = new BlockList()
  for (const [network, prefix, family = 'ipv4'] of ranges) list.addSubnet(network, prefix, family)
  return list
}

// What IANA's registry of special purposes says is not global, what is multicast or reserved, and one address of a cloud.
const special4 = blockList(
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  // A function's own runtime listens here.
  ['127.0.0.0', 8],
  // Metadata of machines in a cloud.
  ['169.254.0.0', 16],
  ['168.63.129.16', 32],
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
)

const routed6 = blockList(['2000::', 3, 'ipv6'])

// Teredo, ORCHID and other protocols; documentation; 6to4, which holds an IPv4 address.
const special6 = blockList(
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
)

/** Whether an address is one of the public internet; what is no address is none. */
export const isPublic = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !special4.check(address)
  // A scope is of this machine's own.
  return family === 6 && !address.includes('%') && routed6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}
