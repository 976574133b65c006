import addressparser from 'nodemailer/lib/addressparser'
import { OptionInvalid } from '@sluice/core'

/**
 * The addresses in a text such as `Sluice <sluice@example.com>`.
 *
 * @throws OptionInvalid when it holds none, something that is none, or a line break.
 */
export function addressesOf(option: string, text: string): readonly string[] {
  const expected = 'an e-mail address such as "Sluice <sluice@example.com>"'
  const invalid = new OptionInvalid({ of: 'email', option, value: JSON.stringify(text), expected })
  if (/\p{Cc}/u.test(text)) throw invalid
  const addresses = addressparser(text, { flatten: true }).map(({ address }) => address)
  if (addresses.length === 0) throw invalid
  if (!addresses.every(address => /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(address))) throw invalid
  return addresses
}
