import type { Json, ModelEvent as RegistryEvent } from '@sluice/core'
import type { VersionLine } from '@sluice/engine'
import type { ModelEvent, ModelVersionBrief } from '../api/model.ts'

/** A version as a line of a list. */
export function versionBrief(
  line: VersionLine,
  aliases: Readonly<Record<string, number>>,
): ModelVersionBrief {
  const { version, artifact, createdAt, run, metrics, asOf } = line
  return {
    version,
    digest: artifact.digest,
    createdAt: createdAt.toISOString(),
    run,
    aliases: Object.keys(aliases).filter(alias => aliases[alias] === version),
    ...metricsOf(metrics),
    ...(asOf !== undefined && { asOf: asOf.toISOString() }),
  }
}

/** The numbers of the better evidence: rows in the future of all training rows, else out of fold. */
function metricsOf(metrics: Json): Pick<ModelVersionBrief, 'metrics' | 'measuredOn'> {
  const { evaluation, outOfFold } = (metrics ?? {}) as {
    readonly evaluation?: Json
    readonly outOfFold?: Json
  }
  if (isObject(evaluation)) return { metrics: numbersOf(evaluation), measuredOn: 'evaluation' }
  if (isObject(outOfFold)) return { metrics: numbersOf(outOfFold), measuredOn: 'out-of-fold' }
  return { metrics: isObject(metrics) ? numbersOf(metrics) : {} }
}

/** An event of the registry. */
export function modelEventOf({ kind, version, alias, at, who, why }: RegistryEvent): ModelEvent {
  return { kind, version, ...(alias !== undefined && { alias }), at: at.toISOString(), who, why }
}

type JsonObject = Readonly<Record<string, Json>>

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function numbersOf(values: JsonObject): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
