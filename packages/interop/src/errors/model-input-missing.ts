import { SluiceError } from '@sluice/expr'

/** An input of a model from a file has no feature of its name, or one of another kind. */
export class ModelInputMissing extends SluiceError {
  readonly code = 'model-input-missing'
  readonly input: string
  /** The features that there are. */
  readonly features: readonly string[]

  constructor(fields: {
    readonly input: string
    readonly features: readonly string[]
    /** What is wrong with the feature of that name, when there is one. */
    readonly problem?: string
  }) {
    const { input, features, problem } = fields
    const what = problem ?? 'no feature has that name'
    super(
      `the model reads input "${input}", but ${what}. Features are bound to inputs by name, never by position: ` +
        `make a feature "${input}" in prepare, or map it with names: { ${JSON.stringify(input)}: 'feature' }. ` +
        `Features: ${listed(features)}.`,
    )
    this.input = input
    this.features = features
  }
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, 12).map(name => `"${name}"`)
  return names.length > 12 ? `${shown.join(', ')} and ${names.length - 12} more` : shown.join(', ')
}
