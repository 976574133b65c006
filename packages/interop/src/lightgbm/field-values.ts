import type { Fail, Fields } from './lightgbm-text.ts'

/** Reads typed values of one part of the file, failing with the name of the part and of the field. */
export interface FieldReader {
  text(name: string): string
  has(name: string): boolean
  integer(name: string): number
  integers(name: string, length: number): readonly number[]
  /** Finite numbers. */
  numbers(name: string, length: number): readonly number[]
}

const integerText = /^-?\d+$/
const numberText = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A reader of the fields of `part`, such as `tree 3`. */
export function fieldReader(fields: Fields, part: string, fail: Fail): FieldReader {
  const text = (name: string) => fields.get(name) ?? fail(part, `"${name}" is not there`)
  const list = (name: string, length: number, form: RegExp, what: string): readonly number[] => {
    const items = text(name)
      .trim()
      .split(/\s+/)
      .filter(item => item !== '')
    if (items.length !== length) {
      fail(`${part}, ${name}`, `has ${items.length} values, but must have ${length}`)
    }
    return items.map(item => {
      const value = Number(item)
      if (!form.test(item) || !Number.isFinite(value)) {
        fail(`${part}, ${name}`, `"${item.slice(0, 40)}" is not ${what}`)
      }
      return value
    })
  }
  return {
    text,
    has: name => fields.has(name),
    integer: name => list(name, 1, integerText, 'a whole number')[0] as number,
    integers: (name, length) => list(name, length, integerText, 'a whole number'),
    numbers: (name, length) => list(name, length, numberText, 'a finite number'),
  }
}
