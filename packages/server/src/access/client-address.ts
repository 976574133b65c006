import { BlockList, isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'

/** Where a request comes from: of the connection, or what proxies that are trusted say. */
export type ClientAddress = (request: {
  readonly remoteAddress: string
  readonly headers: IncomingHttpHeaders
}) => string

/**
 * Reads addresses behind these proxies (`10.0.0.1`, `10.0.0.0/8`): of `X-Forwarded-For` the last that is not a proxy's,
 * because everything before it could be invented.
 *
 * @throws TypeError for what is neither an address nor a network
 */
export function clientAddress(trustedProxies: readonly string[] = []): ClientAddress {
  const trusted = new BlockList()
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return ({ remoteAddress, headers }) => {
    let address = plain(remoteAddress)
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
    while (isIP(address) !== 0 && isTrusted(address)) {
      const before = plain((said.pop() ?? '').trim())
      if (isIP(before) === 0) break
      address = before
    }
    return address
  }
}

/** An IPv4 address as such, also where the connection is one of IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
