import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { alertJson, type Alert, type AlertJsonOptions, type AlertSink } from '@sluice/core'
import { onDisk, sync } from '../store/durable-file.ts'

/**
 * A sink that appends each alert to a file as one line of JSON, on disk before `send` returns. A relative path is
 * below the working folder; the folder is made when it is missing.
 */
export function alertFile(path: string, options: AlertJsonOptions = {}): AlertSink {
  let last: Promise<void> = Promise.resolve()
  return Object.freeze({
    kind: 'file',
    everyRun: true,
    send(alert: Alert) {
      const line = `${JSON.stringify(alertJson(alert, options))}\n`
      const sending = last.then(() => onDisk(path, 'for an alert', () => append(resolve(path), line)))
      last = sending.catch(() => undefined)
      return sending
    },
  })
}

async function append(path: string, line: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const file = await open(path, 'a+')
  try {
    const { size } = await file.stat()
    // A process that died while it wrote leaves half a line; the next alert must not be glued to it.
    const text = size === 0 || (await endsLine(file, size)) ? line : `\n${line}`
    await file.appendFile(text)
    await file.sync()
    if (size === 0) await sync(folder)
  } finally {
    await file.close()
  }
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === 0x0a
}
