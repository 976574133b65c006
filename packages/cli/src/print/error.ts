import { SluiceError } from '@sluice/core'
import type { Style } from './style.ts'

/** An error as a person reads it: what it is, the message, where its page is; the stack only of unexpected ones. */
export function errorText(error: unknown, style: Style): string {
  if (error instanceof SluiceError) {
    if (error.code === 'usage-invalid') return `${style.bad('error')}: ${error.message}`
    return `${style.bad(`error[${error.code}]`)}: ${error.message}\n${style.dim(`  → docs/errors/${error.code}.md`)}`
  }
  if (error instanceof Error) return `${style.bad('Unexpected error')}: ${error.stack ?? error.message}`
  return `${style.bad('Unexpected error')}: ${String(error)}`
}

/** The same as data. */
export function errorJson(error: unknown): {
  readonly error: { readonly code: string; readonly message: string }
} {
  if (error instanceof SluiceError) return { error: { code: error.code, message: error.message } }
  return { error: { code: 'unexpected', message: errorMessage(error) } }
}

/** What an error says, whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
