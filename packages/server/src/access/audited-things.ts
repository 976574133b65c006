/** Fields of bodies that name what a request is about; no other field is looked at. */
const named = [
  'pipeline',
  'deployment',
  'deployments',
  'model',
  'run',
  'step',
  'alias',
  'version',
  'name',
  'role',
  'clients',
]
const longest = 200
const mostNames = 20

/** What a request is about: names of its path and of its body, never its values. */
export function auditedThings(
  params: Readonly<Record<string, string>>,
  body: unknown,
  redact: (text: string) => string,
): Readonly<Record<string, string>> {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : []
  const things = [...fields.filter(([field]) => named.includes(field)), ...Object.entries(params)]
  return Object.fromEntries(
    things.flatMap(([name, value]) => {
      const text = textOf(value)
      return text === undefined ? [] : [[name, redact(text).slice(0, longest)]]
    }),
  )
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (!Array.isArray(value)) return undefined
  return value
    .filter(item => typeof item === 'string')
    .slice(0, mostNames)
    .join(', ')
}

/** The client that names belong to, where they say so: of a model `pipeline/client`, of a book `client/…`. */
export function clientOfThings({
  deployment,
  model,
  book,
}: Readonly<Record<string, string>>): string | undefined {
  if (deployment !== undefined) return deployment
  if (model !== undefined) return model.split('/')[1]
  return book?.split('/')[0]
}
