import type { Explanation, Rerun, TriedStep } from '@sluice/engine'
import { outputText } from './output.ts'
import { checkLines } from './run.ts'
import { statusText } from './run-lines.ts'
import type { Style } from './style.ts'
import { seconds } from './words.ts'

/** What a rerun does anew and what it takes over, with what has changed since. */
export function rerunText({ again, taken, changed }: Rerun, style: Style): string {
  const notes = changed.flatMap(one => [
    `${style.strong(one.step)} has changed since${one.again ? '' : style.warn(', and is not done again')}:`,
    ...one.changed.map(line => `  ${line}`),
  ])
  return [
    `Done anew: ${again.join(', ')}`,
    `Taken over: ${taken.length === 0 ? 'nothing' : taken.join(', ')}`,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n')
}

const words = { hit: 'taken from finished work', miss: 'done', none: 'neither done nor taken over' } as const

/** Why a step was memoised, or was not. */
export function whyText(
  { step, outcome, because, comparedWith, changed }: Explanation,
  style: Style,
): string {
  const head = `${style.strong(step)} was ${words[outcome]}: ${because}.`
  if (comparedWith === undefined) return head
  const against = `Compared with run ${comparedWith}:`
  const lines =
    changed.length === 0 ? ['  nothing it is made of has changed'] : changed.map(line => `  ${line}`)
  return [head, '', against, ...lines].join('\n')
}

/** What came of a step that was run alone. */
export function triedText(tried: TriedStep, style: Style): string {
  const { step, run, status, seconds: time, checks, error, output, differences, scratch, keyed } = tried
  const lines = checks.flatMap(check => checkLines(check, style))
  return [
    `${style.strong(step)} alone, on the inputs of run ${run}: ${statusText(status, style)} in ${seconds(time)}; nothing was kept in journal and store`,
    ...(keyed === 'run' ? [style.dim('It reads the outside world, which may have changed since.')] : []),
    ...(error === undefined ? [] : ['', `${style.bad(error.name)}: ${error.message}`]),
    ...(error?.stack === undefined ? [] : [style.dim(error.stack)]),
    ...(lines.length === 0 ? [] : ['', 'Checks:', ...lines]),
    ...(output === undefined ? [] : ['', 'Output:', outputText(output)]),
    ...(differences === undefined ? [] : ['', ...comparedLines(differences)]),
    ...(scratch === undefined ? [] : ['', `Its files: ${scratch}`]),
  ].join('\n')
}

function comparedLines(differences: readonly string[]): readonly string[] {
  if (differences.length === 0) return ['The output is the same as in the run.']
  return ['In the run the output was another:', ...differences.map(line => `  ${line}`)]
}
