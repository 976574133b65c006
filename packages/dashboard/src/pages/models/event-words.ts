import type { ModelEvent } from '@sluice/server'

const words: Readonly<Record<ModelEvent['kind'], (version: number, alias: string) => string>> = {
  registered: version => `version ${version} registered`,
  promoted: (version, alias) => `version ${version} made ${alias}`,
  refused: (version, alias) => `version ${version} refused as ${alias}`,
  'rolled-back': (version, alias) => `${alias} rolled back to version ${version}`,
}

/** What happened to a model, in words. */
export function eventWords({ kind, version, alias = 'champion' }: ModelEvent): string {
  return words[kind](version, alias)
}
