import { safeUrl } from './safe-url.ts'

/** A part of a text; with `url` it leads there. */
export interface TextPart {
  readonly text: string
  readonly url?: string
}

const address = /(https?:\/\/[^\s"'<>]*[^\s"'<>.,;:!?)\]])/

/** A text cut where addresses of the web stand in it. */
export function splitLinks(text: string): readonly TextPart[] {
  return text
    .split(address)
    .filter(part => part !== '')
    .map(part => {
      const url = address.test(part) ? safeUrl(part) : undefined
      return url === undefined ? { text: part } : { text: part, url }
    })
}
