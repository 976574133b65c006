import { SluiceError } from '@sluice/core'

/** More requests than somebody has in a while. */
export class RateLimited extends SluiceError {
  readonly code = 'rate-limited'
  override readonly retry = 'later'
  readonly afterSeconds: number

  constructor({ reason, afterSeconds }: { readonly reason: string; readonly afterSeconds: number }) {
    super(`${reason}. Ask again in ${afterSeconds} s.`)
    this.afterSeconds = afterSeconds
  }
}
