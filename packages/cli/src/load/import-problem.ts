import { fileURLToPath } from 'node:url'

/** Why a file could not be imported, with the place in the file when Node tells it. */
export function importProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  const advice = code === undefined ? undefined : advices[code]
  return [
    `${error.name}: ${error.message}`,
    ...placeLines(error),
    ...(advice === undefined ? [] : [advice]),
  ].join('\n')
}

const advices: Readonly<Record<string, string>> = {
  ERR_MODULE_NOT_FOUND:
    'Install packages with npm install; write relative imports with their ending, such as ./pipelines/propensity.ts.',
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    'Node removes types and nothing else: write a union of texts for an enum, a field and an assignment for a parameter property.',
}

/** The place of a syntax error, which Node writes in front of the stack, or the first frame that is not Node's. */
function placeLines({ name, stack = '' }: Error): readonly string[] {
  const [before = ''] = stack.split(`\n${name}`)
  const lines = stack.startsWith(name) ? [] : before.trimEnd().split('\n')
  const frame = /^\s+at .*?\(?(file:\/\/[^)\s]+:\d+:\d+)\)?$/m.exec(stack)?.[1]
  const shown = lines.length > 0 ? lines : frame === undefined ? [] : [`at ${frame}`]
  return shown.map(line => `  ${line.replaceAll(/file:\/\/\/[^\s:]+/g, url => fileURLToPath(url))}`)
}
