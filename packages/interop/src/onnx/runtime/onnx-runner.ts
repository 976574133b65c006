import type { ColumnData } from '@sluice/expr'
import type * as runtimeModule from 'onnxruntime-node'
import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node'
import { OnnxRunFailed } from '../../errors/onnx-run-failed.ts'
import { OnnxRuntimeMissing } from '../../errors/onnx-runtime-missing.ts'
import { checkSize } from '../../model/file-text.ts'
import { decodeOnnx, type OnnxValueInfo } from '../onnx-file.ts'
import { columnNames } from '../onnx-model.ts'
import { columnsOfTensor, tensorOf, type TensorData, type TensorInput } from './onnx-tensors.ts'

/** How a model is run. */
export interface RunnerOptions {
  /** Names of the columns of inputs that have several; `X[0]`, `X[1]` … when absent. */
  readonly columns?: Readonly<Record<string, readonly string[]>>
  /** Threads of onnxruntime, default 1. */
  readonly threads?: number
}

/** A model of ONNX that onnxruntime runs, whatever its operators, for batches of rows. */
export interface OnnxRunner {
  /** The columns that it reads. */
  readonly inputs: readonly { readonly name: string; readonly type: 'number' | 'text' }[]
  /** The outputs that are tensors. */
  readonly outputs: readonly string[]
  /** The outputs of the first `rows` rows, as columns: one with the output's name, or `name[0]`, `name[1]` …. */
  run(columns: Readonly<Record<string, ColumnData>>, rows: number): Promise<Record<string, ColumnData>>
  close(): Promise<void>
}

type Runtime = typeof runtimeModule

/**
 * Loads a model into onnxruntime (the optional peer `onnxruntime-node`). Results are those of onnxruntime: they are not
 * expressions, so they cannot be pushed into a database or explained.
 *
 * @throws OnnxRuntimeMissing when onnxruntime-node is not installed; OnnxRunFailed when it refuses the model;
 * ModelFileInvalid when the file is no ONNX.
 */
export async function onnxRunner(bytes: Uint8Array, options: RunnerOptions = {}): Promise<OnnxRunner> {
  checkSize(bytes, 'onnx')
  const { graph } = decodeOnnx(bytes)
  const runtime = await loadRuntime()
  const session = await attempt('loading the model', () =>
    runtime.InferenceSession.create(bytes, {
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    }),
  )
  const inputs = session.inputNames.map(name =>
    inputOf(
      graph?.input.find(each => each.name === name),
      name,
      options,
    ),
  )
  // Sequences of maps (ZipMap) do not come through; the tensors beside them do.
  const outputs = session.outputNames.filter(name =>
    graph?.output.some(each => each.name === name && each.type?.sequenceType === undefined),
  )
  return {
    inputs: inputs.flatMap(({ columns, elementType }) =>
      columns.map(name => ({
        name,
        type: elementType === textType ? ('text' as const) : ('number' as const),
      })),
    ),
    outputs,
    run: (columns, rows) => runRows({ runtime, session, inputs, outputs }, columns, rows),
    close: () => session.release(),
  }
}

const textType = 8

interface Loaded {
  readonly runtime: Runtime
  readonly session: InferenceSession
  readonly inputs: readonly TensorInput[]
  readonly outputs: readonly string[]
}

async function runRows(
  { runtime, session, inputs, outputs }: Loaded,
  columns: Readonly<Record<string, ColumnData>>,
  rows: number,
): Promise<Record<string, ColumnData>> {
  const feeds: Record<string, Tensor> = {}
  for (const input of inputs) {
    const { type, data, dims } = tensorOf(input, columns, rows)
    feeds[input.name] = new runtime.Tensor(type as 'float32', data as Float32Array, dims)
  }
  const results = await attempt('running the model', () => session.run(feeds, [...outputs]))
  return Object.assign(
    {},
    ...outputs.map(name => columnsOfTensor(name, asTensor(name, results[name]), rows)),
  ) as Record<string, ColumnData>
}

function asTensor(name: string, value: OnnxValue | undefined): TensorData {
  const { type, data, dims } = (value ?? {}) as Partial<TensorData>
  if (type !== undefined && data !== undefined && dims !== undefined) return { type, data, dims }
  throw new OnnxRunFailed({ doing: `reading output "${name}"`, reason: 'it is no tensor' })
}

function inputOf(info: OnnxValueInfo | undefined, name: string, options: RunnerOptions): TensorInput {
  const { elemType = 0, shape } = info?.type?.tensorType ?? {}
  const dims = shape?.dim ?? []
  const width = dims.length < 2 ? 1 : (dims[1]?.dimValue ?? 0)
  if (dims.length > 2 || width < 1) {
    throw new OnnxRunFailed({
      doing: `reading input "${name}"`,
      reason: 'it is not rows of a known number of columns',
    })
  }
  return { name, elementType: elemType, columns: columnNames(name, width, options) }
}

async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    throw new OnnxRuntimeMissing({ cause })
  }
}

async function attempt<T>(doing: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new OnnxRunFailed({ doing, reason: reason.slice(0, 300), cause })
  }
}
