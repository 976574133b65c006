import { pipeline, step } from '@sluice/core'
import { z } from 'zod'

export const report = pipeline('report', {
  params: z.object({ days: z.number() }),
  steps: ({ params }) => ({ days: step({ inputs: {}, run: () => params.days.toUpperCase() }) }),
})
