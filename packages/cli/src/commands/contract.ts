import { writeFile } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { csv, jsonLines, parquet } from '@sluice/connectors'
import {
  contractDiff,
  contractText,
  inferContract,
  SluiceError,
  sourceName,
  type InferredContract,
  type Source,
} from '@sluice/core'
import { withSource } from '@sluice/engine'
import { UsageInvalid } from '../errors/usage-invalid.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { loadConfig } from '../load/config.ts'
import { sourcesOf, type DeclaredSource } from '../load/sources-of.ts'
import type { Reporter } from '../print/report.ts'
import type { Style } from '../print/style.ts'

/** Options of `sluice contract`. */
export interface ContractCommandOptions {
  readonly config?: string
  readonly deployment?: readonly string[]
  /** Where to write the contract. */
  readonly out?: string
  /** What the contract is called. */
  readonly name?: string
  /** What stands between the fields of a CSV file. */
  readonly delimiter?: string
}

/** Infers a contract from a file, or from a source of a deployment, and prints or writes it. */
export async function inferred(
  io: Io,
  report: Reporter,
  target: string,
  options: ContractCommandOptions,
): Promise<void> {
  const contract = await inferFrom(io, target, options)
  const text = contractText(contract)
  const { out } = options
  if (out === undefined) return report.result({ contract, text }, () => text.trimEnd())
  const path = resolve(io.cwd, out)
  await writeFile(path, text, { flag: 'wx' }).catch((error: unknown) => refuseOverwrite(error, out))
  report.result(
    { contract, out: path },
    () =>
      `${out}: ${contract.columns.length} columns from ${contract.rows} rows. Read it, then use it: contractTable(source, …)`,
  )
}

async function inferFrom(io: Io, target: string, options: ContractCommandOptions): Promise<InferredContract> {
  const file = fileSource(resolve(io.cwd, target), options.delimiter)
  if (file !== undefined) {
    const name = options.name ?? basename(target).replace(/\..*$/, '')
    return withSource(file, io, async open =>
      inferContract(name, { data: open.data, schema: open.schema, table: await open.rows() }),
    )
  }
  const { config } = await loadConfig(io, options.config)
  const [first] = sourcesOf(config, target, options.deployment ?? [], io)
  const { declared, asOf, name } = first as DeclaredSource
  return withSource(declared.source, io, async open => {
    const time = windowOf(declared, asOf)
    const isThere = open.schema.columns.some(
      column => column.name === time?.column && column.type === 'timestamp',
    )
    const table = await open.rows(isThere ? time : undefined)
    return inferContract(options.name ?? name, { data: open.data, schema: open.schema, table })
  })
}

function windowOf(declared: DeclaredSource['declared'], to: Date) {
  const { time, lookbackDays } = declared
  if (time === undefined) return undefined
  const from = lookbackDays === undefined ? {} : { from: new Date(to.getTime() - lookbackDays * 86_400_000) }
  return { column: sourceName(declared, time), to, ...from }
}

const formats: Readonly<Record<string, (path: string, delimiter: string) => Source>> = {
  '.csv': (path, delimiter) => csv(path, { delimiter }),
  '.tsv': path => csv(path, { delimiter: '\t' }),
  '.parquet': path => parquet(path),
  '.jsonl': path => jsonLines(path),
  '.ndjson': path => jsonLines(path),
}

function fileSource(path: string, delimiter = ','): Source | undefined {
  return formats[extname(path.replace(/\.gz$/i, '')).toLowerCase()]?.(path, delimiter)
}

function refuseOverwrite(error: unknown, out: string): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EEXIST') throw error
  throw new UsageInvalid({
    reason: `${out} is there already`,
    next: 'A contract is yours: name another file with --out, or see what differs: sluice contract diff',
  })
}

/** How a source differs from what a deployment declares. */
interface SourceDiff {
  readonly deployment: string
  readonly source: string
  readonly lines: readonly string[]
  readonly error?: string
}

/** Compares what deployments declare with what their sources are now; reads no rows. Returns 1 when something differs. */
export async function contractDiffs(
  io: Io,
  report: Reporter,
  source: string | undefined,
  options: ContractCommandOptions,
): Promise<number> {
  const { config } = await loadConfig(io, options.config)
  const diffs: SourceDiff[] = []
  for (const declared of sourcesOf(config, source, options.deployment ?? [], io)) {
    diffs.push(await diffOf(declared, io))
  }
  report.result({ diffs }, style => diffs.map(diff => diffText(diff, style)).join('\n'))
  return diffs.every(({ lines, error }) => lines.length === 0 && error === undefined)
    ? exitCodes.ok
    : exitCodes.failed
}

async function diffOf({ deployment, name, declared }: DeclaredSource, io: Io): Promise<SourceDiff> {
  const base = { deployment, source: name }
  const expected = declared.schema.columns.map(column => ({
    name: column.name,
    type: column.type,
    sourceName: sourceName(declared, column.name),
  }))
  const types = Object.fromEntries(expected.map(column => [column.sourceName, column.type]))
  try {
    return await withSource(declared.source, io, async open => {
      const schema = await open.typed(types)
      const known = declared.unexpected === 'allow' ? () => false : undefined
      const gone = expected.some(column => !schema.columns.some(found => found.name === column.sourceName))
      return { ...base, lines: contractDiff(expected, schema, gone ? undefined : known) }
    })
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return { ...base, lines: [], error: error.message }
  }
}

function diffText({ deployment, source, lines, error }: SourceDiff, style: Style): string {
  const isSame = lines.length === 0 && error === undefined
  const head = `${isSame ? style.good('ok') : style.bad('no')}  ${deployment} ${source}`
  if (error !== undefined) return `${head}\n    ${error}`
  return [head, ...lines.map(line => `    ${line}`)].join('\n')
}
