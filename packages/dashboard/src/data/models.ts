import { queryOptions } from '@tanstack/react-query'
import type { Model, ModelBrief, ModelDrift, ModelVersion, Page } from '@sluice/server'
import { get } from './request.ts'

const pageSize = 500

/** The path of a model; its name has a slash in it. */
export const pathOfModel = (model: string) => `/v1/models/${encodeURIComponent(model)}`

/** Models by name. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => get<Page<ModelBrief>>('/v1/models', { limit: pageSize }, signal),
})

/** A model with its versions and what happened to them. */
export const modelQuery = (model: string) =>
  queryOptions({
    queryKey: ['model', model],
    queryFn: ({ signal }) => get<Model>(pathOfModel(model), {}, signal),
  })

/** A version with what its artifact says. */
export const versionQuery = (model: string, version: number) =>
  queryOptions({
    queryKey: ['model', model, 'version', version],
    queryFn: ({ signal }) => get<ModelVersion>(`${pathOfModel(model)}/versions/${version}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** How scores were distributed over the runs that scored with a model. */
export const driftQuery = (model: string) =>
  queryOptions({
    queryKey: ['model', model, 'drift'],
    queryFn: ({ signal }) => get<ModelDrift>(`${pathOfModel(model)}/drift`, {}, signal),
  })
