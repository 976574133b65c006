import type { EventRecord } from '@sluice/engine'
import { instant } from './words.ts'

interface Decided {
  readonly who?: string
  readonly why?: string
  readonly because?: {
    readonly action: string
    readonly of: string
    readonly from?: string
    readonly who: string
    readonly why: string
  }
}

const verbs: Readonly<Record<string, string>> = {
  'run-cancelling': 'cancelled the run',
  'step-failing': 'marked it as failed',
  'step-marked-failed': 'marked it as failed',
  'step-skipped': 'skipped it',
}

/** What people decided about a run and its steps: when, who, what and why. */
export function decisionLines(events: readonly EventRecord[], timeZone = 'UTC'): readonly string[] {
  return events.flatMap(({ kind, at, step, data }) => {
    const { who, why, because } = (data ?? {}) as Decided
    const head = `  ${instant(at, timeZone)} ${step === undefined ? '' : `${step}: `}`
    if (because !== undefined) {
      const { action, of, from, ...by } = because
      const what = action === 'rerun' ? `ran ${of} again from ${String(from)}` : 'tried it again'
      return [`${head}${by.who} ${what}: ${by.why}`]
    }
    const verb = verbs[kind]
    if (verb === undefined || who === undefined) return []
    return [`${head}${who} ${verb}${why === undefined ? '' : `: ${why}`}`]
  })
}
