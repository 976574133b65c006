import type { OnnxAttribute, OnnxNode } from './onnx-file.ts'
import type { Constant } from './row-value.ts'
import { constantOf } from './tensor.ts'

/** Reads the attributes of one node. */
export interface AttributeReader {
  has(name: string): boolean
  number(name: string, absent: number): number
  integer(name: string, absent: number): number
  text(name: string, absent: string): string
  numbers(name: string): readonly number[]
  integers(name: string): readonly number[]
  texts(name: string): readonly string[]
  tensor(name: string): Constant | undefined
}

/** A reader of the attributes of `node`; `fail` throws with what is wrong. */
export function attributeReader(node: OnnxNode, fail: (reason: string) => never): AttributeReader {
  const byName = new Map<string, OnnxAttribute>()
  for (const attribute of node.attribute) {
    const { name = '' } = attribute
    if (byName.has(name)) fail(`has the attribute "${name}" twice`)
    byName.set(name, attribute)
  }
  const texts = (bytes: readonly Uint8Array[]) => bytes.map(each => textOf(each, fail))
  const whole = (name: string, values: readonly number[]) => {
    const odd = values.find(value => !Number.isSafeInteger(value))
    return odd === undefined ? values : fail(`${name} has ${odd}, which is not a whole number`)
  }
  return {
    has: name => byName.has(name),
    number: (name, absent) => byName.get(name)?.f ?? absent,
    integer: (name, absent) => whole(name, [byName.get(name)?.i ?? absent])[0] as number,
    text: (name, absent) => {
      const bytes = byName.get(name)?.s
      return bytes === undefined ? absent : textOf(bytes, fail)
    },
    numbers: name => byName.get(name)?.floats ?? [],
    integers: name => whole(name, byName.get(name)?.ints ?? []),
    texts: name => texts(byName.get(name)?.strings ?? []),
    tensor: name => {
      const tensor = byName.get(name)?.t
      return tensor && constantOf(tensor, reason => fail(`${name}: ${reason}`))
    },
  }
}

function textOf(bytes: Uint8Array, fail: (reason: string) => never): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail('has a text that is not UTF-8')
  }
}
