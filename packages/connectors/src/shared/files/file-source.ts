import { canonicalJson } from '@sluice/core'
import type { ReadContext, ReadRequest, Source, SourceSnapshot, WantedTypes } from '@sluice/core'
import { describeCells, SourceCellsInvalid } from '../../errors/source-cells-invalid.ts'
import { SourceUnreadable } from '../../errors/source-unreadable.ts'
import { createView, schemaOf, withTypes, type Relation } from '../relation.ts'
import { sqlReason } from '../sql-reason.ts'
import { findInvalid, typeCells, type CellRelation, type TypedCells } from './cells.ts'
import { openFiles, type SourceFiles } from './source-files.ts'

/** What to do about cells that do not have the type of their column: stop, or go on with them as missing. */
export type BadCells = 'fail' | 'missing'

/** A file format: how files of it become a relation of the session. */
export interface FileFormat {
  readonly kind: string
  /** How messages name it. */
  readonly label: string
  /** Endings of the files that are read of a folder. */
  readonly extensions: readonly string[]
  /** Everything besides the path that changes what is read. */
  readonly options: Readonly<Record<string, unknown>>
  readonly badCells?: BadCells
  readonly relation: (files: SourceFiles, context: ReadContext) => Promise<Relation | CellRelation>
}

/** A source that reads files of one format. */
export function fileSource(path: string, format: FileFormat): Source {
  const describe = { path, ...format.options }
  return Object.freeze({
    kind: format.kind,
    describe,
    connection: `${format.kind}:${canonicalJson(describe)}`,
    table: path,
    open: (context: ReadContext) => openSnapshot(path, format, context),
  })
}

async function openSnapshot(path: string, format: FileFormat, context: ReadContext): Promise<SourceSnapshot> {
  const files = await openFiles(path, format.extensions, context)
  const attempt = <T>(work: () => Promise<T>) => work().catch(error => fail(error, files, format, context))
  try {
    const opened = await attempt(() => format.relation(files, context))
    return snapshotOf(opened, format, context, attempt, files)
  } catch (error) {
    await files.close().catch(() => undefined)
    throw error
  }
}

function snapshotOf(
  opened: Relation | CellRelation,
  format: FileFormat,
  context: ReadContext,
  attempt: <T>(work: () => Promise<T>) => Promise<T>,
  files: SourceFiles,
): SourceSnapshot {
  const typed = new Map<string, Promise<TypedCells>>()
  const cellsOf = (cells: CellRelation, types: WantedTypes) => {
    const key = canonicalJson(types)
    const known = typed.get(key) ?? typeCells(cells, types, context)
    typed.set(key, known)
    return known
  }
  const relationOf = async (types: WantedTypes = {}) =>
    opened.kind === 'cells' ? (await cellsOf(opened, types)).relation : withTypes(opened, types)
  return {
    schema: (_source, types) => attempt(async () => schemaOf((await relationOf(types)).columns)),
    read: (_source, request) =>
      attempt(async () => {
        const { types = {} } = request
        if (opened.kind === 'cells') {
          await refuseInvalid(opened, await cellsOf(opened, types), request, format, context)
        }
        return createView(await relationOf(types), request, context)
      }),
    close: () => files.close(),
  }
}

async function refuseInvalid(
  cells: CellRelation,
  typed: TypedCells,
  request: ReadRequest,
  { badCells = 'fail' }: FileFormat,
  context: ReadContext,
): Promise<void> {
  if (typed.invalid.size === 0) return
  const names = [...(request.columns ?? cells.columns.map(({ name }) => name)), request.time?.column ?? '']
  const lenient = new Set(request.lenient)
  const strict = new Set(names.filter(name => !lenient.has(name)))
  const columns = await findInvalid(cells, typed, strict, context)
  if (columns.length === 0) return
  if (badCells === 'fail') throw new SourceCellsInvalid({ path: cells.name, columns })
  for (const column of columns) {
    context.log(`taken as missing: ${describeCells(column, cells.name)}`, {
      path: cells.name,
      ...column,
    })
  }
}

/** The typed error for files that DuckDB cannot read; without a cause, which would repeat their content. */
function fail(
  error: unknown,
  { name, files }: SourceFiles,
  { label }: FileFormat,
  { signal }: ReadContext,
): never {
  signal.throwIfAborted()
  const said = sqlReason(error)
  if (said === undefined) throw error
  // The whole message repeats the statement, with the names of all files.
  const mentioned = files.find(file => said.includes(file.path))
  const reason = files.reduce((text, file) => text.replaceAll(file.path, file.name), said)
  throw new SourceUnreadable({ path: mentioned?.name ?? name, expected: label, reason })
}
