import type { ErrorRecord } from '@sluice/engine'
import type { RunError } from '../api/run-error.ts'

const again = 'A later try can help: retry the run. What has finished stays.'
const correct = 'Correct what the message says, then retry the run. What has finished stays.'

/** An error with the way out and the page about it. */
export function runErrorOf({ name, code, message, retry, stack }: ErrorRecord): RunError {
  return {
    name,
    ...(code !== undefined && { code, docs: `errors/${code}` }),
    message,
    retry,
    ...(stack !== undefined && { stack }),
    wayOut: [retry === 'later' ? again : correct],
  }
}
