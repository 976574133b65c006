/** Throws for a part of the file that is not as it must be. */
export type Fail = (where: string, reason: string) => never

/** A LightGBM text model, cut into its parts; values are still text. */
export interface LightgbmText {
  readonly header: Fields
  readonly trees: readonly Fields[]
  readonly parameters: Fields
  /** JSON text of the categories of pandas columns. */
  readonly pandasCategorical: string | undefined
}

/** Values by name. */
export type Fields = ReadonlyMap<string, string>

/** Cuts a model file into header, trees, parameters and the categories that pandas had. */
export function lightgbmText(text: string, fail: Fail): LightgbmText {
  const lines = text.split(/\r?\n/)
  if (lines[0]?.trim() !== 'tree') fail('line 1', 'must be "tree"')
  const end = lines.indexOf('end of trees')
  if (end < 0) fail('the end', 'there is no line "end of trees": the file is cut off')
  const starts = lines.flatMap((line, i) => (i < end && line.startsWith('Tree=') ? [i] : []))
  const header = fieldsOf(lines.slice(1, starts[0] ?? end), 'header', fail)
  const trees = starts.map((start, i) => {
    if (lines[start] !== `Tree=${i}`) fail(`line ${start + 1}`, `must be "Tree=${i}"`)
    return fieldsOf(lines.slice(start + 1, starts[i + 1] ?? end), `tree ${i}`, fail)
  })
  const rest = lines.slice(end + 1)
  return {
    header,
    trees,
    parameters: parametersOf(rest, fail),
    pandasCategorical: pandasOf(rest),
  }
}

function fieldsOf(lines: readonly string[], where: string, fail: Fail): Fields {
  const fields = new Map<string, string>()
  for (const line of lines) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    const name = at < 0 ? line : line.slice(0, at)
    if (fields.has(name)) fail(where, `"${name.slice(0, 40)}" is there twice`)
    fields.set(name, at < 0 ? '' : line.slice(at + 1))
  }
  return fields
}

function parametersOf(lines: readonly string[], fail: Fail): Fields {
  const start = lines.indexOf('parameters:')
  if (start < 0) return new Map()
  const end = lines.indexOf('end of parameters')
  if (end < start) fail('parameters', 'there is no line "end of parameters": the file is cut off')
  return new Map(
    lines.slice(start + 1, end).flatMap(line => {
      const [, name, value] = /^\[([^:]*): ?(.*)\]$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    }),
  )
}

const pandas = 'pandas_categorical:'

function pandasOf(lines: readonly string[]): string | undefined {
  return lines.find(line => line.startsWith(pandas))?.slice(pandas.length)
}
