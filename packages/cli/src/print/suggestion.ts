import { suggestedCode, type Suggestion } from '@sluice/core'
import type { Style } from './style.ts'

type Suggestions = Readonly<Record<string, Suggestion>>

/** What is proposed, as JSON. */
export function suggestionJson(suggestions: Suggestions): object {
  return Object.fromEntries(
    Object.entries(suggestions).map(([dataset, { checks, ...rest }]) => [
      dataset,
      {
        ...rest,
        checks: checks.map(check => ({
          metric: check.candidate.name,
          minChange: check.minChange,
          catches: check.catches,
          gain: check.gain,
          code: suggestedCode(check),
        })),
      },
    ]),
  )
}

/** What is proposed, as code to paste with what it catches. */
export function suggestionText(suggestions: Suggestions, style: Style): string {
  return Object.entries(suggestions)
    .map(([dataset, suggestion]) => [style.strong(dataset), ...lines(suggestion)].join('\n'))
    .join('\n\n')
}

function lines({ checks, catches, tried, loads, byFamily }: Suggestion): readonly string[] {
  if (checks.length === 0) {
    return [
      '  Nothing to suggest: its metrics vary too much, or there are too few loads that differ in time.',
    ]
  }
  const shown = byFamily.map(
    ({ family, tried: some, caught }) => `  ${family.padEnd(14)} ${percentOf(caught, some)}`,
  )
  return [
    `  expect: [`,
    ...checks.map(check => `    ${suggestedCode(check)}`),
    '  ],',
    '',
    `  Together they catch ${percentOf(catches * tried, tried)} of ${tried} errors put into ${loads} good loads, none of which they report:`,
    ...shown,
  ]
}

function percentOf(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`
}
