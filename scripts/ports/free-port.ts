import { createServer } from 'node:net'

/** A port of this machine that nobody has at the moment. */
export function freePort(): Promise<number> {
  return listening(0)
}

/** Whether nobody has a port of this machine at the moment. */
export function isFree(port: number): Promise<boolean> {
  return listening(port).then(
    () => true,
    () => false,
  )
}

/** Listens for a moment and gives the port. */
function listening(port: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
