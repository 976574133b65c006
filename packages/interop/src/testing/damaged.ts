import { SluiceError } from '@sluice/expr'

/** One way in which a file can be damaged. */
export interface Damage {
  readonly what: string
  readonly bytes: Uint8Array
}

/** A file cut off after every `step` bytes, and with one byte changed at every `step`th place. */
export function* damaged(bytes: Uint8Array, step: number): Generator<Damage> {
  for (let at = 0; at < bytes.length; at += step) {
    yield { what: `cut at ${at}`, bytes: bytes.slice(0, at) }
    for (const flip of [0x01, 0x80, 0xff]) {
      const copy = bytes.slice()
      copy[at] = (copy[at] as number) ^ flip
      yield { what: `byte ${at} ^ ${flip}`, bytes: copy }
    }
  }
}

/** Damages after which reading neither gave a value nor one of our errors, and how many were refused. */
export function readAll(
  damages: Iterable<Damage>,
  read: (bytes: Uint8Array) => unknown,
): { readonly crashes: readonly string[]; readonly refused: number; readonly read: number } {
  const crashes: string[] = []
  let [refused, count] = [0, 0]
  for (const { what, bytes } of damages) {
    try {
      read(bytes)
      count += 1
    } catch (error) {
      if (error instanceof SluiceError) refused += 1
      else crashes.push(`${what}: ${String(error)}`)
    }
  }
  return { crashes, refused, read: count }
}
