import type { Feature } from '../transforms/transform.ts'

/**
 * Features with names that no two of them share, those of indicators included: the later of equal names get a number.
 * Names of categories are not names of features, and stay.
 */
export function distinctNames(features: readonly Feature[]): readonly Feature[] {
  const taken = new Set<string>()
  const unique = (name: string): string => {
    let free = name
    for (let i = 2; taken.has(free); i++) free = `${name}#${i}`
    taken.add(free)
    return free
  }
  const blocks = new Set<string>()
  return features.map(feature => {
    if (feature.kind !== 'indicators') return { ...feature, name: unique(feature.name) }
    let name = feature.name
    for (let i = 2; blocks.has(name); i++) name = `${feature.name}#${i}`
    blocks.add(name)
    return { ...feature, name, names: feature.names.map(unique) }
  })
}
