import type { FeatureDefinition } from './feature-sql.ts'

/** Says in sentences how the feature definition a model was trained on differs from the one in use now. */
export function definitionDifferences(
  trained: FeatureDefinition,
  current: FeatureDefinition,
): readonly string[] {
  if (trained.digest === current.digest) return []
  const text = textDifferences(trained, current)
  const found = [
    ...text,
    // Values are known by position, which means nothing in another text.
    ...(text.length === 0 ? valueDifferences(trained, current) : []),
    ...sourceDifferences(trained, current),
  ]
  return found.length > 0 ? found : ['the feature definition changed in a way that has no short description']
}

function textDifferences(trained: FeatureDefinition, current: FeatureDefinition): readonly string[] {
  const before = lines(trained.sql.text)
  const after = lines(current.sql.text)
  const removed = before.filter(line => !after.includes(line))
  const added = after.filter(line => !before.includes(line))
  if (removed.length === 0 && added.length === 0) {
    return before.join('\n') === after.join('\n')
      ? []
      : ['the feature SQL has the same lines in another order']
  }
  const show = (list: readonly string[]) =>
    list
      .slice(0, 3)
      .map(line => `\`${line}\``)
      .join(', ') || 'nothing'
  return [`feature SQL: trained on ${show(removed)}, now ${show(added)}`]
}

function valueDifferences(trained: FeatureDefinition, current: FeatureDefinition): readonly string[] {
  const before = trained.sql.values.map(show)
  const after = current.sql.values.map(show)
  const count = Math.max(before.length, after.length)
  return Array.from({ length: count }, (_, i) => i)
    .filter(i => before[i] !== after[i])
    .map(
      i =>
        `value $${i + 1} in the feature SQL: trained with ${before[i] ?? 'none'}, now ${after[i] ?? 'none'}`,
    )
}

function sourceDifferences(trained: FeatureDefinition, current: FeatureDefinition): readonly string[] {
  const names = [...new Set([...Object.keys(trained.sources), ...Object.keys(current.sources)])]
  return names.flatMap(name => {
    const before = trained.sources[name]
    const after = current.sources[name]
    if (before === undefined) return [`source "${name}" is new`]
    if (after === undefined) return [`source "${name}" is gone`]
    return declarationDifferences(name, before as Declared, after as Declared)
  })
}

interface Declared {
  readonly schema: {
    readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[]
  }
  readonly time?: string
  readonly knownAt?: string
  readonly lookbackDays?: number
}

function declarationDifferences(name: string, before: Declared, after: Declared): readonly string[] {
  const describe = ({ schema }: Declared) =>
    new Map(schema.columns.map(column => [column.name, `${column.type}${column.nullable ? '?' : ''}`]))
  const old = describe(before)
  const now = describe(after)
  const columns = [...new Set([...old.keys(), ...now.keys()])]
    .filter(column => old.get(column) !== now.get(column))
    .map(
      column =>
        `column "${column}" of source "${name}": trained as ${old.get(column) ?? 'absent'}, now ${now.get(column) ?? 'absent'}`,
    )
  const settings = (['time', 'knownAt', 'lookbackDays'] as const)
    .filter(setting => before[setting] !== after[setting])
    .map(
      setting =>
        `${setting} of source "${name}": trained with ${before[setting] ?? 'none'}, now ${after[setting] ?? 'none'}`,
    )
  return [...columns, ...settings]
}

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map(line => line.trim().replaceAll(/\s+/g, ' '))
    .filter(line => line !== '')
}

const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

function show(value: unknown): string {
  return typeof value === 'string' && instant.test(value) ? value : JSON.stringify(value)
}
