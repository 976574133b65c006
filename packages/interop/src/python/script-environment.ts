import type { ScriptEnvironment } from '../model/imported-model.ts'
import { PythonFailed } from '../errors/python-failed.ts'
import { runProcess } from './run-process.ts'

const program = `
import json, platform
from importlib.metadata import distributions
found = {d.metadata["Name"] + "==" + d.version for d in distributions() if d.metadata["Name"]}
print(json.dumps({"python": platform.python_version(), "packages": sorted(found)}))
`

/** How an interpreter is asked for what is installed. */
export interface EnvironmentQuestion {
  readonly interpreter: string
  readonly script: string
  readonly digest: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The version of the interpreter and of everything that is installed for it. */
export async function scriptEnvironment(question: EnvironmentQuestion): Promise<ScriptEnvironment> {
  const { interpreter, script, digest, folder, env, signal } = question
  const lines: string[] = []
  const end = await runProcess({
    command: interpreter,
    args: ['-c', program],
    folder,
    env,
    timeLimitMs: 60_000,
    ...(signal && { signal }),
    onLine: (stream, line) => {
      if (stream === 'stdout') lines.push(line)
    },
  })
  const failed = (reason: string) => new PythonFailed({ script, reason: `cannot be run: ${reason}` })
  if (end.kind === 'not-started') {
    throw failed(`the interpreter "${interpreter}" cannot be started (${end.reason})`)
  }
  if (end.kind !== 'exit' || end.code !== 0) throw failed(`the interpreter "${interpreter}" does not answer`)
  return { ...answerOf(lines.join(''), failed), script: digest }
}

function answerOf(
  text: string,
  failed: (reason: string) => PythonFailed,
): Pick<ScriptEnvironment, 'python' | 'packages'> {
  try {
    const { python, packages } = JSON.parse(text) as { python: unknown; packages: unknown }
    if (typeof python === 'string' && Array.isArray(packages)) {
      return { python, packages: packages.map(String) }
    }
  } catch {
    // Not JSON: another program than Python.
  }
  throw failed('the interpreter is not Python 3.8 or newer')
}
