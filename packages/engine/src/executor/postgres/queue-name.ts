/** The queue of pg-boss that carries steps. */
export const queueName = 'steps'

/** The schema of pg-boss beside that of the journal. */
export function queueSchema(schema: string): string {
  return `${schema}_jobs`
}
