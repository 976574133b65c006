import { SluiceError } from '@sluice/expr'

/** A check was declared with options that cannot hold, such as a share above 1. */
export class CheckInvalid extends SluiceError {
  readonly code = 'check-invalid'
  /** The check's kind. */
  readonly check: string
  readonly option: string
  readonly value: unknown

  constructor(fields: {
    readonly check: string
    readonly option: string
    readonly value: unknown
    readonly expected: string
  }) {
    const { check, option, value, expected } = fields
    super(`check.${check}: ${option} is ${shown(value)}, but must be ${expected}`)
    this.check = check
    this.option = option
    this.value = value
  }
}

/** Throws {@link CheckInvalid} unless `value` is a share between 0 and 1. */
export function assertShare(check: string, option: string, value: number): void {
  if (value >= 0 && value <= 1) return
  throw new CheckInvalid({ check, option, value, expected: 'a share between 0 and 1, such as 0.05 for 5 %' })
}

/** Throws {@link CheckInvalid} when `columns` is empty or holds an empty name. */
export function assertColumns(check: string, columns: readonly string[]): void {
  if (columns.length > 0 && columns.every(column => typeof column === 'string' && column !== '')) return
  throw new CheckInvalid({ check, option: 'columns', value: columns, expected: 'at least one column name' })
}

function shown(value: unknown): string {
  return typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value)
}
