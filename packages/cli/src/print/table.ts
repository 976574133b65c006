/** How a column of a table is shown. */
export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Lays rows out in columns, two spaces apart; numbers belong in columns aligned right. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) =>
    Math.max(width(title), ...rows.map(row => width(row[i] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => pad(cells[i] ?? '', widths[i] ?? 0, align))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n')
}

function pad(text: string, to: number, align: TableColumn['align']): string {
  const space = ' '.repeat(Math.max(0, to - width(text)))
  return align === 'right' ? space + text : text + space
}

const segmenter = new Intl.Segmenter()

/** Cells on a terminal: colours take none, wide East Asian characters and emoji two. */
function width(text: string): number {
  // oxlint-disable-next-line no-control-regex
  const plain = text.replaceAll(/\u001B\[[0-9;]*m/g, '')
  let cells = 0
  for (const { segment } of segmenter.segment(plain)) cells += isWide(segment) ? 2 : 1
  return cells
}

function isWide(segment: string): boolean {
  return /^\p{Emoji_Presentation}|^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u.test(
    segment,
  )
}
