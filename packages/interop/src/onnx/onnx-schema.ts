import type { INamespace } from 'protobufjs/light.js'

const repeated = (type: string, id: number) => ({ rule: 'repeated' as const, type, id })
const field = (type: string, id: number) => ({ type, id })

/** The part of onnx.proto (Apache-2.0, ONNX project) that models of rows need, as a descriptor of protobufjs. */
export const onnxSchema: INamespace = {
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        opsetImport: repeated('OperatorSetIdProto', 8),
        producerName: field('string', 2),
        graph: field('GraphProto', 7),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: repeated('NodeProto', 1),
        name: field('string', 2),
        initializer: repeated('TensorProto', 5),
        input: repeated('ValueInfoProto', 11),
        output: repeated('ValueInfoProto', 12),
        sparseInitializer: repeated('bytes', 15),
      },
    },
    NodeProto: {
      fields: {
        input: repeated('string', 1),
        output: repeated('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        domain: field('string', 7),
        attribute: repeated('AttributeProto', 5),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        t: field('TensorProto', 5),
        floats: repeated('float', 7),
        ints: repeated('int64', 8),
        strings: repeated('bytes', 9),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: repeated('int64', 1),
        dataType: field('int32', 2),
        floatData: repeated('float', 4),
        int32Data: repeated('int32', 5),
        stringData: repeated('bytes', 6),
        int64Data: repeated('int64', 7),
        name: field('string', 8),
        rawData: field('bytes', 9),
        doubleData: repeated('double', 10),
        dataLocation: field('int32', 14),
      },
    },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1), sequenceType: field('bytes', 4) } },
    TensorTypeProto: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: repeated('DimensionProto', 1) } },
    DimensionProto: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
}
