import { SluiceError } from '@sluice/expr'

/** A rule for rows reads what the dataset does not have. */
export class RuleUnusable extends SluiceError {
  readonly code = 'rule-unusable'
  readonly rule: string
  readonly column: string

  constructor(fields: { readonly rule: string; readonly column: string; readonly reason: string }) {
    super(
      `rule "${fields.rule}" cannot be applied: ${fields.reason}. Correct the rule, or have the column back at the source`,
    )
    this.rule = fields.rule
    this.column = fields.column
  }
}
