import type { Principal } from '../access/principal.ts'
import type { Gate, GateRequest, Refusal } from './gate.ts'

/** Whoever sits at this machine: everything is theirs already. */
const local: Principal = { kind: 'local', id: 'local', name: 'local', role: 'admin', clients: 'all' }

/**
 * A gate that lets in who asks from this machine, under a name of this machine: a page of somebody else's that a browser
 * here has open cannot reach the server through a name that resolves to it, nor write across origins.
 */
export function loopbackGate(): Gate {
  return {
    admit: request => Promise.resolve(refusal(request) ?? { kind: 'admitted', principal: local }),
    routes: [],
    rawRoutes: [],
  }
}

const addresses = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const hosts = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

function refusal({ remoteAddress, headers, method }: GateRequest): Refusal | undefined {
  if (!addresses.test(remoteAddress)) return refused(`${remoteAddress} is not this machine`)
  if (!hosts.test(headers.host ?? '')) return refused('the Host header is not a name of this machine')
  const foreign = headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`
  if (foreign && method !== 'GET' && method !== 'HEAD')
    return refused('the request comes from a page of another origin')
  return undefined
}

function refused(why: string): Refusal {
  return {
    kind: 'refused',
    status: 403,
    code: 'not-allowed',
    detail: `${why}; without tokens, this server answers only this machine`,
  }
}
