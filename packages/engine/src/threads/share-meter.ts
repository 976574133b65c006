/** Measures which share of the time some work takes. */
export interface ShareMeter {
  /** The share until the last full window; 0 until there is one. */
  share(): number
  /** Does a piece of the work, and counts the time until it returns. */
  measured<T>(work: () => T): T
}

/** A meter that looks after every so many pieces. The first of them do not count: code gets compiled meanwhile. */
export function shareMeter(pieces: number, now: () => number): ShareMeter {
  let share = 0
  let done = 0
  let busy = 0
  let began = 0
  return {
    share: () => share,
    measured(work) {
      const start = now()
      if (done === pieces) [busy, began] = [0, start]
      else if (done > pieces && done % pieces === 0 && start > began) share = busy / (start - began)
      done += 1
      const result = work()
      busy += now() - start
      return result
    },
  }
}
