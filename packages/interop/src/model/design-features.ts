import { column, type ColumnData } from '@sluice/expr'
import { DesignMismatch, type DesignMatrix, type Feature } from '@sluice/core'

type Block = DesignMatrix['blocks'][number]

/** The blocks of a design as features over columns `block0`, `block1` … */
export function designFeatures({ blocks }: DesignMatrix): readonly Feature[] {
  return blocks.map((block, i): Feature => {
    const { name } = block
    const code = column(columnName(i), 'number')
    switch (block.kind) {
      case 'dense':
        return { kind: 'value', name, expr: code }
      case 'indicators':
      case 'categories':
        return { kind: block.kind, name, names: block.names, code }
      case 'binned':
        return block.names === undefined
          ? { kind: 'value', name, expr: code }
          : { kind: 'categories', name, names: block.names, code }
    }
  })
}

/**
 * The columns that the features of a design read.
 *
 * @throws DesignMismatch for values in bins: a model from a file has thresholds of its own.
 */
export function designColumns({ blocks }: DesignMatrix): Readonly<Record<string, ColumnData>> {
  return Object.fromEntries(
    blocks.map((block, i) => [columnName(i), { type: 'number', values: valuesOf(block, i) }] as const),
  )
}

function columnName(position: number): string {
  return `block${position}`
}

function valuesOf(block: Block, position: number): Float64Array {
  if (block.kind === 'dense') return block.values
  if (block.kind !== 'binned') return Float64Array.from(block.codes, code => (code < 0 ? Number.NaN : code))
  const { name } = block
  throw new DesignMismatch({ position, expected: `values of "${name}"`, given: `bins of "${name}"` })
}
