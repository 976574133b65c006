import { SluiceError } from '@sluice/core'

/** Somebody whom the provider knows and to whom nobody has given a role or a client here. */
export class LoginNotAllowed extends SluiceError {
  readonly code = 'login-not-allowed'
  readonly person: string
  readonly claim: string

  constructor({
    person,
    claim,
    lacks,
  }: {
    readonly person: string
    readonly claim: string
    readonly lacks: string
  }) {
    super(
      `${person} is logged in at the provider, but their "${claim}" gives them no ${lacks} here. ` +
        `Ask who administers server.oidc of this server, or use another account.`,
    )
    this.person = person
    this.claim = claim
  }
}
