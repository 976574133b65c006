import { join } from 'node:path'
import { modelHost, requestLog, strictPolicy, type OnlineScoring } from '@sluice/server'
import type { OpenProject } from '../load/engine.ts'

/** What answers scores, and how it ends. */
export interface OpenScoring {
  readonly scoring: OnlineScoring
  /** Keeps what was logged; before the engine closes. */
  close(): Promise<void>
}

/** Opens online scoring as the project's `server.scoring` wants it. */
export async function openScoring(
  { engine, config, root }: OpenProject,
  { now, onTrouble }: { readonly now: () => Date; readonly onTrouble: (error: unknown) => void },
): Promise<OpenScoring> {
  const { policy = {}, mostRows, log: logs = false, logShare, shadow } = config.server?.scoring ?? {}
  const host = modelHost({ models: engine.models, store: engine.store, now, onTrouble })
  const log = logs ? await requestLog({ folder: join(root, 'online'), engine, now, onTrouble }) : undefined
  return {
    scoring: {
      host,
      policy: { ...strictPolicy, ...policy },
      ...(mostRows !== undefined && { mostRows }),
      ...(log !== undefined && { log }),
      ...(logShare !== undefined && { logShare }),
      ...(shadow !== undefined && { shadow }),
    },
    async close() {
      host.close()
      await log?.close()
    },
  }
}
