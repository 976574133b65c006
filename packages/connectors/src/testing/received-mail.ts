/** An e-mail taken apart. */
export interface ReceivedMail {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  readonly html: string
}

/** Takes an e-mail apart as far as ours go: two parts in base64, headers in encoded words. */
export function receivedMail(raw: string): ReceivedMail {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = headersOf(head)
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1] ?? ''
  const parts = rest
    .join('\r\n\r\n')
    .split(`--${boundary}`)
    .map(part => {
      const [partHead = '', body = ''] = part.trim().split('\r\n\r\n')
      return { type: headersOf(partHead).get('content-type') ?? '', body }
    })
  const decoded = (type: string) => {
    const body = parts.find(part => part.type.startsWith(type))?.body ?? ''
    return Buffer.from(body, 'base64').toString('utf8')
  }
  return { headers, text: decoded('text/plain'), html: decoded('text/html') }
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return new Map(
    lines.map(line => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), decodedWords(line.slice(at + 1).trim())] as const
    }),
  )
}

function decodedWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, word: string) => Buffer.from(word, 'base64').toString('utf8'))
    .replace(/=\?UTF-8\?Q\?([^?]*)\?=/gi, (_, word: string) => {
      const bytes = word.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => {
        return String.fromCharCode(Number.parseInt(hex, 16))
      })
      return Buffer.from(bytes, 'latin1').toString('utf8')
    })
}

const ours = /^(!doctype|html|head|meta|body|table|tr|td|div|a)$/

/** What people read of a page, and what a program makes of it beyond text. */
export function readHtml(html: string): { readonly text: string; readonly active: readonly string[] } {
  const active: string[] = []
  const text = html.replace(
    /<\/?([^\s>]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g,
    (tag, name: string, rest: string) => {
      if (!ours.test(name.toLowerCase())) active.push(tag)
      for (const [, attribute = '', value = ''] of rest.matchAll(/([\w-]+)="([^"]*)"/g)) {
        if (attribute === 'href') active.push(decodedEntities(value))
        if (/^(on|src)/.test(attribute)) active.push(tag)
      }
      return /^(div|tr)$/.test(name) ? '\n' : ''
    },
  )
  if (/<[a-z!]/i.test(text)) active.push('<')
  return { text: decodedEntities(text), active }
}

function decodedEntities(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name] ?? '')
}
