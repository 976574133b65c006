import type { EvaluationData, UsedColumn } from '@sluice/core'
import { html, type HtmlPart } from '../../html/html.ts'
import { table } from '../../html/table.ts'
import { count, percent, plain } from '../../words/numbers.ts'
import { section, type Section } from '../section.ts'

/** Which rows and which columns the model was made of. */
export function dataSection({ dates, columns, target, task, classes }: EvaluationData): Section {
  const right = 'right' as const
  const trained = dates.filter(({ use }) => use === 'training').reduce((sum, { rows }) => sum + rows, 0)
  const mean = classes ? () => '' : task === 'binary' ? percent : (value: number | null) => plain(value)
  const dateTable = table({
    caption: 'Rows by date of the features',
    columns: [
      { title: 'Date' },
      { title: 'Used for' },
      { title: 'Rows', align: right },
      { title: task === 'binary' ? `${target}: positive` : `${target}: mean`, align: right },
    ],
    rows: dates.map(({ date, use, rows, meanTarget }) => [
      date,
      use === 'training' ? 'training' : 'evaluation',
      count(rows),
      mean(meanTarget),
    ]),
  })
  const columnTable = table({
    caption: 'Columns that the model reads, in the training rows',
    columns: [
      { title: 'Column' },
      { title: 'Type' },
      { title: 'Missing', align: right },
      { title: 'Least', align: right },
      { title: 'Mean', align: right },
      { title: 'Most', align: right },
      { title: 'Most frequent values' },
    ],
    rows: columns.map(columnRow),
  })
  return section(
    'data',
    ['Data used', 'Data'],
    html`<p>Trained on ${count(trained)} rows.</p>`,
    html`<div class="card flat stack">${columnTable}${dateTable}</div>`,
  )
}

function columnRow(column: UsedColumn): readonly HtmlPart[] {
  const { name, type, rows, missing, min, max, mean, distinct, top } = column
  const bound = (value: number | null | undefined) =>
    type === 'timestamp' && typeof value === 'number'
      ? new Date(value / 1000).toISOString().slice(0, 10)
      : plain(value)
  const share = rows === 0 ? 0 : missing / rows
  const values = (top ?? []).map(({ value, count }) => `${value} (${percent(rows === 0 ? 0 : count / rows)})`)
  const more = distinct !== undefined && distinct > values.length ? `, ${distinct} values in all` : ''
  return [
    name,
    type,
    html`<span class="meter" aria-hidden="true"><i style="width:${Math.round(share * 100)}%"></i></span
      >${percent(share)}`,
    top === undefined ? bound(min) : '',
    top === undefined && mean !== undefined ? plain(mean) : '',
    top === undefined ? bound(max) : '',
    values.length > 0 && html`<span class="roomy">${values.join(', ')}${more}</span>`,
  ]
}
