import { MessageChannel } from 'node:worker_threads'

/** Resolves after the event loop has gone on to timers and what came in meanwhile. */
export async function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  await new Promise<void>(done => {
    port1.once('message', () => done())
    port2.postMessage(undefined)
  })
  port1.close()
}
