/** What stands above a column. */
export interface ColumnHead {
  /** Only where a month begins. */
  readonly month: string
  readonly day: string
  readonly clock?: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** The head of a column from its local time; the month is said once. */
export function columnHead(column: string, before: string | undefined): ColumnHead {
  const [, month = '', rest = ''] = column.split('-')
  const isNew = before === undefined || before.slice(0, 7) !== column.slice(0, 7)
  const name = months[Number(month) - 1] ?? ''
  const clock = column.split('T')[1]
  return {
    month: isNew ? name : '',
    day: String(Number(rest.slice(0, 2))),
    ...(clock !== undefined && { clock: clock.slice(0, 5) }),
  }
}
