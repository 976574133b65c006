import type { z } from 'zod'
import { RequestInvalid } from '../errors/request-invalid.ts'

/**
 * The cursor of a page as opaque text. What it says is checked when it comes back and never decides what somebody may
 * see: a page is filtered by who asks for it.
 */
export function cursorText(list: string, position: unknown): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64url')
}

/**
 * The position of a cursor that {@link cursorText} made for the same list.
 *
 * @throws RequestInvalid for any other text
 */
export function cursorPosition<T>(list: string, text: string, schema: z.ZodType<T>): T {
  const [name, position] = parsed(text)
  const result = schema.safeParse(position)
  if (name === list && result.success) return result.data
  const reason = `is not a cursor of ${list}: take it from "next" of the page before`
  throw new RequestInvalid([{ where: 'query/cursor', reason }])
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
