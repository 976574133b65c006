import type { WrittenReport } from '../reports/report-file.ts'
import type { Style } from './style.ts'

/** Where the reports of trainings are, a line each. */
export function reportLines(reports: readonly WrittenReport[], style: Style): readonly string[] {
  if (reports.length === 0) return []
  return [
    '',
    'Reports:',
    ...reports.map(({ model, version, file }) => `  ${model} v${version}  ${style.dim(file)}`),
  ]
}
