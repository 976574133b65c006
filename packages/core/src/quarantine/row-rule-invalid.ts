import { SluiceError } from '@sluice/expr'

/** A rule for rows was declared in a way that cannot hold, such as a lower bound above the upper. */
export class RowRuleInvalid extends SluiceError {
  readonly code = 'row-rule-invalid'
  readonly rule: string
  readonly option: string
  readonly value: unknown

  constructor(fields: {
    readonly rule: string
    readonly option: string
    readonly value: unknown
    readonly expected: string
  }) {
    const { rule, option, value, expected } = fields
    super(`rowRule.${rule}: ${option} is ${JSON.stringify(value) ?? String(value)}, but must be ${expected}`)
    this.rule = rule
    this.option = option
    this.value = value
  }
}
