import { SluiceError } from './sluice-error.ts'

/** An expression gives more SQL than a database can be expected to plan. */
export class SqlTooLarge extends SluiceError {
  readonly code = 'sql-too-large'
  /** What there is too much of. */
  readonly measure: 'characters' | 'levels'
  readonly size: number
  readonly budget: number

  constructor(fields: {
    readonly measure: 'characters' | 'levels'
    readonly size: number
    readonly budget: number
  }) {
    const { measure, size, budget } = fields
    const what = measure === 'characters' ? 'has' : 'is nested'
    const most = measure === 'characters' ? 'the budget is' : 'databases bear'
    super(
      `the SQL of the expression ${what} ${size} ${measure}${measure === 'levels' ? ' deep' : ''} or more; ${most} ` +
        `${budget}. Train with fewer trees or leaves, score in JavaScript, or raise "budget".`,
    )
    this.measure = measure
    this.size = size
    this.budget = budget
  }
}
