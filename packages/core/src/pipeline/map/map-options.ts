import { OptionInvalid } from '../../models/option-invalid.ts'
import type { FailurePolicy } from './failure-policy.ts'

/** What {@link assertMapOptions} looks at. */
interface Numbers {
  readonly limit: number | undefined
  readonly most: number
  readonly onFailure: FailurePolicy
}

/** @throws OptionInvalid for a limit, a number or a share that is none */
export function assertMapOptions({ limit, most, onFailure }: Numbers): void {
  const whole = (value: number, from: number) => Number.isInteger(value) && value >= from
  if (limit !== undefined && !whole(limit, 1)) throw invalid('limit', limit, 'a whole number from 1')
  if (!whole(most, 0)) throw invalid('most', most, 'a whole number from 0')
  if (typeof onFailure === 'string') return
  if ('atMost' in onFailure) {
    const { atMost } = onFailure
    if (!whole(atMost, 0)) throw invalid('onFailure.atMost', atMost, 'a whole number from 0')
    return
  }
  const { atMostShare } = onFailure
  if (!(atMostShare >= 0 && atMostShare <= 1)) {
    throw invalid('onFailure.atMostShare', atMostShare, 'a share from 0 to 1')
  }
}

function invalid(option: string, value: number, expected: string): OptionInvalid {
  return new OptionInvalid({ of: 'map', option, value, expected })
}
