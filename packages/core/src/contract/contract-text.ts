import type { InferredColumn, InferredContract } from './infer-contract.ts'

/** An inferred contract as a TypeScript file to own and edit. */
export function contractText({ name, rows, columns }: InferredContract, module = 'sluice'): string {
  const lines = columns.map(column => `    ${keyOf(column.name)}: ${columnText(column)}, // ${column.note}`)
  return [
    `import { contract } from '${module}'`,
    '',
    `// Inferred from ${rows} rows. It is yours now: keep what is meant, take out what is chance, choose what happens when`,
    '// data does not fit: freeze (block), evolve, discard column, discard row.',
    `export const ${variableOf(name)} = contract(${quoted(name)}, {`,
    '  columns: {',
    ...lines,
    '  },',
    "  policy: 'freeze',",
    "  newColumns: 'discard column',",
    '})',
    '',
  ].join('\n')
}

function columnText({ type, min, oneOf, pattern }: InferredColumn): string {
  const domain = [
    ...(min === undefined ? [] : [`min: ${min}`]),
    ...(oneOf === undefined ? [] : [`oneOf: [${oneOf.map(quoted).join(', ')}]`]),
    ...(pattern === undefined ? [] : [`pattern: ${quoted(pattern)}`]),
  ]
  return domain.length === 0 ? quoted(type) : `{ type: ${quoted(type)}, ${domain.join(', ')} }`
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quoted(name)
}

function variableOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(word => word !== '')
  const [first = 'table', ...rest] = words
  const joined = first + rest.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[0-9]/.test(joined) ? `table${joined}` : joined
}

/** A text literal; what could end a line or a comment is written out. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", String.raw`\'`)
    .replaceAll(/[\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16)}`)
  return `'${escaped}'`
}
