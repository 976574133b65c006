import { createRequire } from 'node:module'
import type protobuf from 'protobufjs/light.js'
import { ModelFileInvalid } from '../errors/model-file-invalid.ts'
import { onnxSchema } from './onnx-schema.ts'

/** An ONNX model as its file has it; lists are there always, other fields only when they are in the file. */
export interface OnnxFile {
  readonly irVersion?: number
  readonly producerName?: string
  readonly opsetImport: readonly { readonly domain?: string; readonly version?: number }[]
  readonly graph?: OnnxGraph
}

/** Nodes in the order of their execution, constants, inputs and outputs. */
export interface OnnxGraph {
  readonly name?: string
  readonly node: readonly OnnxNode[]
  readonly initializer: readonly OnnxTensor[]
  readonly input: readonly OnnxValueInfo[]
  readonly output: readonly OnnxValueInfo[]
  readonly sparseInitializer: readonly Uint8Array[]
}

/** An operator with the names of what it reads and makes. */
export interface OnnxNode {
  readonly name?: string
  readonly opType?: string
  readonly domain?: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly OnnxAttribute[]
}

/** A setting of a node. */
export interface OnnxAttribute {
  readonly name?: string
  readonly type?: number
  readonly f?: number
  readonly i?: number
  readonly s?: Uint8Array
  readonly t?: OnnxTensor
  readonly floats: readonly number[]
  readonly ints: readonly number[]
  readonly strings: readonly Uint8Array[]
}

/** A constant. */
export interface OnnxTensor {
  readonly name?: string
  readonly dims: readonly number[]
  readonly dataType?: number
  readonly floatData: readonly number[]
  readonly int32Data: readonly number[]
  readonly int64Data: readonly number[]
  readonly doubleData: readonly number[]
  readonly stringData: readonly Uint8Array[]
  readonly rawData?: Uint8Array
  readonly dataLocation?: number
}

/** The name, type and shape of an input or output. */
export interface OnnxValueInfo {
  readonly name?: string
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number
      readonly shape?: { readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[] }
    }
    readonly sequenceType?: Uint8Array
  }
}

let known: protobuf.Type | undefined

/** Loaded when the first model is read: it takes 25 ms, which programs without ONNX need not wait. */
function modelType(): protobuf.Type {
  const load = createRequire(import.meta.url)
  known ??= (load('protobufjs/light.js') as typeof protobuf).Root.fromJSON(onnxSchema).lookupType(
    'ModelProto',
  )
  return known
}

/** Decodes the bytes of a model. */
export function decodeOnnx(bytes: Uint8Array): OnnxFile {
  try {
    const type = modelType()
    const message = type.decode(bytes)
    return type.toObject(message, { longs: Number, arrays: true }) as OnnxFile
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.slice(0, 120) : 'unreadable'
    throw new ModelFileInvalid({
      format: 'onnx',
      where: 'the file',
      reason: `is not ONNX (${reason})`,
      cause,
    })
  }
}

/** Encodes a model. */
export function encodeOnnx(file: OnnxFile): Uint8Array {
  const type = modelType()
  return type.encode(type.fromObject(file)).finish()
}
