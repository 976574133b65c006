import type pg from 'pg'

/** What node-postgres gives to something that is submitted, as far as COPY needs it. */
interface CopyConnection {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
  readonly stream: { readonly writableNeedDrain: boolean; once(event: 'drain', done: () => void): unknown }
}

/** Runs `COPY … FROM STDIN` with what a stream gives. */
export function copyFrom(client: pg.Client, text: string, input: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((done, fail) => {
    let connection: CopyConnection
    const submitted = {
      submit: (to: CopyConnection) => {
        connection = to
        to.query(text)
      },
      handleCopyInResponse: () => {
        send(connection, input).catch((error: unknown) => connection.sendCopyFail(String(error)))
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => done(),
      handleError: fail,
    }
    client.query(submitted as unknown as pg.Submittable)
  })
}

async function send(connection: CopyConnection, input: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of input) {
    connection.sendCopyFromChunk(chunk)
    if (connection.stream.writableNeedDrain) {
      await new Promise<void>(resume => connection.stream.once('drain', resume))
    }
  }
  connection.endCopyFrom()
}
