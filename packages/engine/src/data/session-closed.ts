import { SluiceError } from '@sluice/expr'

/** A data session was used after its step attempt had ended. */
export class SessionClosed extends SluiceError {
  readonly code = 'session-closed'

  constructor() {
    super(
      'this data session is closed: its step attempt has ended. Await all work on it (also loops over chunks and ' +
        'writers) before the step returns, and do not keep it in a variable outside the step.',
    )
  }
}
