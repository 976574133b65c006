import type { History, Ledger, ModelRegistry } from '@sluice/core'
import { receivedError } from './sent-error.ts'
import type { Service, ToChild, ToParent } from './messages.ts'

/** The services by name, as a step sees them. */
interface Services {
  readonly models: ModelRegistry
  readonly history: History
  readonly ledger: Ledger
}

/** Calls of services that live in another process. */
export interface Remote {
  service<S extends Service>(name: S): Services[S]
  /** Takes an answer; false when the message is none. */
  receive(message: ToChild): boolean
}

/** Sends calls and waits for their answers. */
export function remoteServices(send: (message: ToParent) => void): Remote {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  const call = (of: Service, method: string, args: readonly unknown[]) => {
    const id = ++last
    const waiter = Promise.withResolvers<unknown>()
    waiting.set(id, waiter)
    send({ kind: 'call', id, of, method, args })
    return waiter.promise
  }
  return {
    service: <S extends Service>(of: S) =>
      new Proxy({} as Services[S], {
        get: (_target, method) =>
          // Not a promise itself, so that it can be returned from async functions.
          method === 'then' ? undefined : (...args: readonly unknown[]) => call(of, String(method), args),
      }),
    receive(message) {
      if (message.kind !== 'answer' && message.kind !== 'refusal') return false
      const waiter = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.kind === 'answer') waiter?.resolve(message.value)
      else waiter?.reject(receivedError(message.error))
      return true
    },
  }
}
