import { mostListed } from './dataset-profile.ts'

const slots = 1024
const nobody = Number.NaN

/** Counts numbers exactly as long as there are few different ones. */
export class ListedNumbers {
  readonly #keys = new Float64Array(slots).fill(nobody)
  /** Since they were last given away. */
  readonly #counts = new Float64Array(slots)
  readonly #given = new Float64Array(slots)
  #size = 0

  /** Counts a value; false, and then for ever, when there are too many different ones. */
  add(value: number, hash: number): boolean {
    for (let slot = hash & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const key = this.#keys[slot] as number
      if (key === value) {
        this.#counts[slot] = (this.#counts[slot] as number) + 1
        return true
      }
      if (key === key) continue
      if (this.#size === mostListed) return false
      this.#size += 1
      this.#keys[slot] = value
      this.#counts[slot] = 1
      return true
    }
  }

  /** Gives away the values with what was counted of each since the last time. */
  give(to: (value: number, count: number) => void): void {
    this.#keys.forEach((key, slot) => {
      const count = this.#counts[slot] as number
      if (Number.isNaN(key) || count === 0) return
      to(key, count)
      this.#given[slot] = (this.#given[slot] as number) + count
      this.#counts[slot] = 0
    })
  }

  /** The values that were counted, ascending. */
  list(): readonly (readonly [value: number, count: number])[] {
    const found: [number, number][] = []
    this.#keys.forEach((key, i) => {
      if (!Number.isNaN(key)) found.push([key, (this.#counts[i] as number) + (this.#given[i] as number)])
    })
    return found.toSorted(([a], [b]) => a - b)
  }
}
