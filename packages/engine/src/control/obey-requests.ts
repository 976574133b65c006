import type { Services } from '../run/services.ts'
import type { ControlRequest } from './control-journal.ts'

/** How often the process that has runs looks for what it is asked to do. */
const lookMs = 500

/** Looks for requests and does each once, until stopped. A journal that cannot be read is asked again later. */
export function obeyRequests(
  { control }: Pick<Services, 'control'>,
  obey: (request: ControlRequest) => Promise<void>,
): { readonly stop: () => void } {
  if (control === undefined) return { stop: () => undefined }
  const done = new Set<number>()
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    try {
      for (const request of await control.asked()) {
        if (done.has(request.id)) continue
        await obey(request)
        done.add(request.id)
      }
    } finally {
      looking = false
    }
  }
  // What is wrong with the journal fails the steps that write to it.
  const timer = setInterval(() => void look().catch(() => undefined), lookMs)
  return { stop: () => clearInterval(timer) }
}
