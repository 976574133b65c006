import type { DeliveryReport } from '@sluice/core'

/** Counts what happens to rows while they are delivered. */
export class Tally {
  #sent = 0
  #unchanged = 0
  #rejected = 0
  #requests = 0
  readonly #reasons: Record<string, number> = {}

  sent(rows = 1): void {
    this.#sent += rows
  }

  unchanged(rows = 1): void {
    this.#unchanged += rows
  }

  rejected(reason: string, rows = 1): void {
    if (rows === 0) return
    this.#rejected += rows
    this.#reasons[reason] = (this.#reasons[reason] ?? 0) + rows
  }

  request(): void {
    this.#requests += 1
  }

  get rows(): number {
    return this.#sent + this.#unchanged + this.#rejected
  }

  report(): DeliveryReport {
    return {
      rows: this.rows,
      sent: this.#sent,
      unchanged: this.#unchanged,
      rejected: this.#rejected,
      requests: this.#requests,
      reasons: { ...this.#reasons },
    }
  }
}

/** The reason given for a row that has no key. */
export const missingKey = 'missing key'
