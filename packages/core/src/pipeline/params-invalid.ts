import { SluiceError } from '@sluice/expr'
import { issuePath, type StandardIssue } from './standard-schema.ts'

/** The parameters of a deployment do not fit the pipeline's schema. */
export class ParamsInvalid extends SluiceError {
  readonly code = 'params-invalid'
  readonly pipeline: string
  /** Path and reason of each thing that is wrong. */
  readonly issues: readonly { readonly path: string; readonly message: string }[]

  constructor(fields: {
    readonly pipeline: string
    readonly deployment?: string
    readonly issues: readonly StandardIssue[]
  }) {
    const issues = fields.issues.map(issue => ({ path: issuePath(issue), message: issue.message }))
    const where = fields.deployment === undefined ? '' : ` of deployment "${fields.deployment}"`
    super(
      `parameters${where} do not fit pipeline "${fields.pipeline}":\n` +
        `${issues.map(({ path, message }) => `  - ${path}: ${message}`).join('\n')}\n` +
        `Correct them where the deployment is declared.`,
    )
    this.pipeline = fields.pipeline
    this.issues = issues
  }
}
