/** A schema of any library that follows Standard Schema v1 (https://standardschema.dev): zod, valibot, arktype … */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema answers: the parsed value, or what is wrong with it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** One thing that is wrong, and where in the value. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The dotted path of an issue, `(root)` when it is about the whole value. */
export function issuePath({ path }: StandardIssue): string {
  const keys = (path ?? []).map(part => String(typeof part === 'object' ? part.key : part))
  return keys.length === 0 ? '(root)' : keys.join('.')
}
