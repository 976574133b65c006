import { useEffect, useState } from 'react'
import type { LayoutInput, Positions } from './layout.ts'

/** Positions of boxes, worked out beside the page; undefined until they are there. Old ones stay until then. */
export function useLayout(input: LayoutInput): Positions | undefined {
  const [positions, setPositions] = useState<Positions>()
  const key = JSON.stringify(input)
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Positions>) => {
      setPositions(data)
      worker.terminate()
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    worker.postMessage(JSON.parse(key))
    return () => worker.terminate()
  }, [key])
  return positions
}
