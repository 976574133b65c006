/** The schema of what is answered when something is not done. */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string', description: 'The page about the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong, where, and what to do.' },
    instance: { type: 'string', description: 'The id of the request, as in x-request-id and in the log.' },
    code: { type: 'string', description: 'What programs tell problems apart by.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'detail'],
        properties: {
          in: { enum: ['path', 'query', 'headers', 'body'] },
          pointer: { type: 'string', description: 'A JSON pointer below `in`.' },
          detail: { type: 'string' },
        },
      },
    },
  },
} as const
