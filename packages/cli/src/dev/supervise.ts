/** A server that runs in a process of its own. */
export interface ServingProcess {
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<void>
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>
}

/** What `sluice dev` does with processes, files and the terminal. */
export interface DevTools {
  start(): ServingProcess
  /** What is wrong with the project as it is on disk, or nothing. */
  problem(signal: AbortSignal): Promise<string | undefined>
  /** Resolves at the next change of a file of the project, with its path. */
  changed(signal: AbortSignal): Promise<string>
  say(text: string): void
}

/**
 * Serves the project, and serves it anew when a file of it changes. A change that breaks the project is reported, and
 * what served before goes on. Ends when `signal` is aborted.
 */
export async function supervise(tools: DevTools, signal: AbortSignal): Promise<void> {
  let serving: ServingProcess | undefined
  const first = await tools.problem(signal)
  if (first === undefined) serving = tools.start()
  else tools.say(`${first}\nWaiting for a change.`)
  while (!signal.aborted) {
    const what = await nextOf(tools, serving, signal)
    if (what.kind === 'stopped') break
    if (what.kind === 'ended') {
      tools.say('The server has ended. Waiting for a change.')
      serving = undefined
      continue
    }
    const found = await tools.problem(signal)
    if (signal.aborted) break
    if (found !== undefined) {
      tools.say(`${found}\n${what.path} has changed; ${waiting(serving)}`)
      continue
    }
    tools.say(`${what.path} has changed: starting anew`)
    await serving?.stop()
    serving = tools.start()
  }
  await serving?.stop()
}

function waiting(serving: ServingProcess | undefined): string {
  return serving === undefined ? 'waiting for the next change.' : 'what was served before goes on.'
}

type Next =
  | { readonly kind: 'changed'; readonly path: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'stopped' }

/** A change, the end of the process, or the wish to stop: what comes first. */
async function nextOf(
  { changed }: DevTools,
  serving: ServingProcess | undefined,
  signal: AbortSignal,
): Promise<Next> {
  const done = new AbortController()
  const either = AbortSignal.any([signal, done.signal])
  const change = changed(either).then(
    (path): Next => ({ kind: 'changed', path }),
    (error: unknown): Next => {
      if (either.aborted) return { kind: 'stopped' }
      throw error
    },
  )
  const end = serving?.ended.then((): Next => (signal.aborted ? { kind: 'stopped' } : { kind: 'ended' }))
  try {
    return await Promise.race(end === undefined ? [change] : [change, end])
  } finally {
    done.abort()
    await change.catch(() => undefined)
  }
}
