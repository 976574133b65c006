import { SecretNotAReference } from '../errors/secret-not-a-reference.ts'

/**
 * Checks that an option is a reference such as `env:NAME`.
 *
 * @throws SecretNotAReference when it looks like the secret itself.
 */
export function secretReference(option: string, value: string): string {
  if (!/^[a-z]+:[^/:@\s]+$/i.test(value)) throw new SecretNotAReference({ option })
  return value
}
