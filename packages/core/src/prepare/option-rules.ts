import { OptionInvalid } from '../models/option-invalid.ts'

/** Refuses an option of a transform that does not keep a rule. */
export function mustBe(
  expected: string,
  kept: boolean,
  option: { readonly [name: string]: unknown; readonly of: string },
): void {
  if (kept) return
  const { of, ...rest } = option
  const [[name, value] = ['', undefined]] = Object.entries(rest)
  throw new OptionInvalid({ of, option: name, value, expected })
}
