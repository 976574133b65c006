import { z } from 'zod'
import type { Plain } from '../http/route.ts'
import { checkSchema } from './check.ts'
import { decision } from './decision.ts'
import { inputSchema, outputSchema } from './output.ts'
import { runErrorSchema } from './run-error.ts'
import { stepStatus } from './state.ts'

/** Schema of {@link RunStep}. */
export const runStepSchema = z.object({
  name: z.string(),
  /** In the order of the plan, from 0. */
  position: z.number().int(),
  /** Names of the steps it waits for. */
  needs: z.array(z.string()),
  /** Of an element of a map: the step that lists the elements. */
  map: z.string().optional(),
  status: stepStatus,
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  seconds: z.number(),
  attempts: z.number().int(),
  key: z.string().optional(),
  /** Where its work was done already: why it was taken, and from which run. */
  memoised: z.object({ because: z.string(), run: z.string().optional() }).optional(),
  /** What somebody decided about the step. */
  decided: decision.extend({ action: z.enum(['skipped', 'failed', 'anew', 'taken']) }).optional(),
  inputs: z.array(inputSchema),
  output: outputSchema.optional(),
  checks: z.array(checkSchema),
  metrics: z.array(z.object({ metric: z.string(), value: z.number() })),
  error: runErrorSchema.optional(),
  /** Which actions the step allows now, to whoever may act. */
  can: z.object({ skip: z.boolean(), fail: z.boolean(), rerun: z.boolean() }),
})

/** A step of a run. */
export type RunStep = Plain<z.output<typeof runStepSchema>>

/** Schema of {@link LogLine}. */
export const logLineSchema = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  step: z.string().optional(),
  attempt: z.number().int().optional(),
  level: z.enum(['info', 'warn', 'error']),
  text: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
})

/** A line of the log of a run. */
export type LogLine = Plain<z.output<typeof logLineSchema>>

/** Schema of {@link StepDetail}. */
export const stepDetailSchema = z.object({
  run: z.string(),
  step: runStepSchema,
  /** Each try: when it began and ended, and why it failed. */
  tries: z.array(
    z.object({
      attempt: z.number().int(),
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().optional(),
      error: runErrorSchema.optional(),
    }),
  ),
  log: z.array(logLineSchema),
  /** What the result depends on besides inputs, and the text of the code, as the journal keeps them. */
  recipe: z.unknown().optional(),
})

/** A step with its tries, its log and what its key was made of. */
export type StepDetail = Plain<z.output<typeof stepDetailSchema>>
