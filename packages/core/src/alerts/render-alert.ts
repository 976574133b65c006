import type { CheckResult } from '../checks/check.ts'
import { count, plural, printable, shorten } from '../checks/wording.ts'
import type { Alert, AlertSeverity } from './alert.ts'
import { localTime } from './local-time.ts'

const titles: Readonly<Record<AlertSeverity, string>> = { block: 'BLOCKED', error: 'FAILED', warn: 'WARNING' }
const most = { checks: 5, names: 8, message: 600 } as const

/** An alert as plain text for people: what, why, what it means, what to do. */
export function renderAlert(alert: Alert): string {
  const { severity, deployment, pipeline, at, headline, effect, likelyCause, next } = alert
  const title = [
    titles[severity],
    deployment.label ?? deployment.name,
    pipeline,
    localTime(at, alert.timeZone),
  ]
  const lines = [
    title.join(' · '),
    text(headline),
    ...otherChecks(alert).map(line => `  ${line}`),
    ...(alert.error !== undefined && severity === 'block'
      ? [`Then failed: ${text(alert.error.message)}`]
      : []),
    ...(likelyCause === undefined ? [] : [`Likely cause: ${text(likelyCause)}`]),
    effectLine(alert),
    ...(effect.unaffected.length === 0 ? [] : [`Goes on: ${names(effect.unaffected)}`]),
    ...seenLines(alert),
    ...next.map((command, i) => `${i === 0 ? 'Next:  ' : '       '}${command}`),
  ]
  return lines.map(printable).join('\n')
}

function otherChecks({ checks, headline }: Alert): readonly string[] {
  const others = checks.filter(({ message }) => message !== headline)
  const shown = others.slice(0, most.checks).map(checkLine)
  const rest = others.length - shown.length
  return rest > 0 ? [...shown, `and ${plural(rest, 'more check')} failed`] : shown
}

function checkLine({ severity, message }: CheckResult): string {
  return `${severity === 'block' ? 'also' : 'warning'}: ${text(message)}`
}

function effectLine({ severity, effect, step }: Alert): string {
  if (effect.notDone.length > 0) return `Effect: NOT done: ${names(effect.notDone)}`
  return severity === 'warn'
    ? 'Effect: none, the run went on'
    : `Effect: the run stopped at ${step}; no other step waited for it`
}

function seenLines({ seen, timeZone }: Alert): readonly string[] {
  if (seen === undefined) return []
  if (seen.times <= 1) return ['Seen: for the first time']
  return [`Seen: in ${count(seen.times)} runs, first ${localTime(seen.first, timeZone)}`]
}

function names(list: readonly string[]): string {
  const rest = list.length - most.names
  const shown = list.slice(0, most.names).join(', ')
  return rest > 0 ? `${shown} and ${count(rest)} more` : shown
}

/** On one line: a message may quote a query of many. */
function text(message: string): string {
  return shorten(message.replace(/\s*\n\s*/g, ' '), most.message)
}
