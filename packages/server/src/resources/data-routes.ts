import { z } from 'zod'
import { datasetBriefSchema, datasetHistorySchema, datasetRowsSchema, datasetSchema } from '../api/dataset.ts'
import { deliveryBookBriefSchema, deliveryBookSchema, rejectedRowSchema } from '../api/delivery-book.ts'
import { modelComparisonSchema, modelVersionSchema } from '../api/model-version.ts'
import { modelBriefSchema, modelSchema } from '../api/model.ts'
import { modelDriftSchema } from '../api/model-drift.ts'
import { pageOf, pageQuery } from '../http/page-query.ts'
import { reply } from '../http/reply.ts'
import { route } from '../http/route.ts'
import { datasetHistory } from './dataset-history.ts'
import { datasetOf } from './dataset-of.ts'
import { datasetRows } from './dataset-rows.ts'
import { deliveryBookOf, listBooks, rejectedRows } from './list-books.ts'
import { listDatasets } from './list-datasets.ts'
import { listModels } from './list-models.ts'
import { modelDriftOf } from './model-drift-of.ts'
import { modelOf } from './model-of.ts'
import { compareVersions, modelVersionOf, reportPage } from './model-version-of.ts'

const name = z.string().min(1).max(400)
const reads = { method: 'GET', role: 'viewer', scope: 'client' } as const
const version = z.strictObject({ model: name, version: z.coerce.number().int().min(1) })

/** A page that stands alone: nothing in it runs, nothing is loaded, and it has no origin. */
const pagePolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/** Datasets, models and deliveries. */
export const dataRoutes = [
  route({
    ...reads,
    path: '/v1/datasets',
    summary: 'Datasets, those of the newest runs first.',
    query: z.strictObject({ ...pageQuery, deployment: name.optional(), pipeline: name.optional() }),
    response: pageOf(datasetBriefSchema),
    handle: ({ query }, context) => listDatasets(context, query),
  }),
  route({
    ...reads,
    path: '/v1/datasets/{digest}',
    summary: 'A dataset: its columns, profile, lineage, and who read it.',
    response: datasetSchema,
    handle: ({ params }, context) => datasetOf(context, params.digest),
  }),
  route({
    ...reads,
    path: '/v1/datasets/{digest}/rows',
    summary: 'The first rows of a dataset, without the values of masked columns.',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) }),
    response: datasetRowsSchema,
    handle: ({ params, query }, context) =>
      datasetRows(context, params.digest, { limit: query.limit, signal: context.signal }),
  }),
  route({
    ...reads,
    path: '/v1/datasets/{digest}/history',
    summary: 'Rows of a dataset over the runs of the step that made it, with what was expected.',
    response: datasetHistorySchema,
    handle: ({ params }, context) => datasetHistory(context, params.digest),
  }),
  route({
    ...reads,
    path: '/v1/models',
    summary: 'Models by name, with champion and newest version.',
    query: z.strictObject(pageQuery),
    response: pageOf(modelBriefSchema),
    handle: ({ query }, context) => listModels(context, query),
  }),
  route({
    ...reads,
    path: '/v1/models/{model}',
    summary: 'A model with its versions and what happened to them.',
    response: modelSchema,
    handle: ({ params }, context) => modelOf(context, params.model),
  }),
  route({
    ...reads,
    path: '/v1/models/{model}/drift',
    summary: 'How scores were distributed over the runs that scored with a model.',
    response: modelDriftSchema,
    handle: ({ params }, context) => modelDriftOf(context, params.model),
  }),
  route({
    ...reads,
    path: '/v1/models/{model}/versions/{version}',
    summary: 'A version of a model with what its artifact says.',
    params: version,
    response: modelVersionSchema,
    handle: ({ params }, context) => modelVersionOf(context, params.model, params.version),
  }),
  route({
    ...reads,
    path: '/v1/models/{model}/versions/{version}/report',
    summary: 'The evaluation report of a version as a page.',
    params: version,
    media: 'text/html',
    response: z.string(),
    handle: async ({ params }, context) =>
      reply(200, await reportPage(context, params.model, params.version), {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pagePolicy,
        'x-content-type-options': 'nosniff',
      }),
  }),
  route({
    ...reads,
    path: '/v1/models/{model}/versions/{version}/compare',
    summary: 'Two versions of a model side by side.',
    params: version,
    query: z.strictObject({ with: z.coerce.number().int().min(1) }),
    response: modelComparisonSchema,
    handle: ({ params, query }, context) =>
      compareVersions(context, params.model, [params.version, query.with]),
  }),
  route({
    ...reads,
    path: '/v1/deliveries',
    summary: 'Books of deliveries: what each destination has taken and refused.',
    query: z.strictObject(pageQuery),
    response: pageOf(deliveryBookBriefSchema),
    handle: ({ query }, context) => listBooks(context, query),
  }),
  route({
    ...reads,
    path: '/v1/deliveries/{book}',
    summary: 'A book of deliveries with reasons of rejections and the last deliveries.',
    response: deliveryBookSchema,
    handle: ({ params }, context) => deliveryBookOf(context, params.book),
  }),
  route({
    ...reads,
    path: '/v1/deliveries/{book}/rejected',
    summary: 'Rows that the destination refused, by key.',
    query: z.strictObject(pageQuery),
    response: pageOf(rejectedRowSchema),
    handle: ({ params, query }, context) => rejectedRows(context, params.book, query),
  }),
] as const
