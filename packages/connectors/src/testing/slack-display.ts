/** What people see of a message, and what Slack made of it. */
export interface Displayed {
  readonly text: string
  readonly active: readonly string[]
}

interface Element {
  readonly type?: string
  readonly text?: string | { readonly type?: string; readonly text?: string; readonly emoji?: boolean }
  readonly url?: string
  readonly style?: unknown
  readonly elements?: readonly Element[]
}

const longestOf: Readonly<Record<string, number>> = { section: 3000, header: 150 }
const mostBlocks = 50
const longestBlocks = 13_200

/** Why Slack refuses blocks, in its own code; undefined when it takes them. */
export function blocksProblem(blocks: unknown): string | undefined {
  if (!Array.isArray(blocks) || blocks.length === 0 || blocks.length > mostBlocks) return 'invalid_blocks'
  if (JSON.stringify(blocks).length > longestBlocks) return 'msg_blocks_too_long'
  for (const { type = '', text, elements } of blocks as readonly Element[]) {
    const longest = longestOf[type]
    if (longest !== undefined) {
      const value = typeof text === 'object' ? text.text : undefined
      if (value === undefined || value === '' || value.length > longest) return 'invalid_blocks'
    } else if (type !== 'rich_text' || elements === undefined) return 'invalid_blocks'
    else if (elements.some(isEmpty)) return 'invalid_blocks'
  }
  return undefined
}

/** Slack refuses texts of no characters. */
function isEmpty({ type, text, elements }: Element): boolean {
  return type === 'text' ? text === '' : (elements ?? []).some(isEmpty)
}

/** What Slack shows of blocks. */
export function display(blocks: readonly unknown[]): Displayed {
  const active: string[] = []
  const show = (element: Element): string => {
    const { type, text, url = '', elements = [] } = element
    if (type === 'text') return text as string
    if (type === 'link') {
      active.push(url)
      return text as string
    }
    if (type === 'header' || type === 'section') {
      const object = text as { readonly type?: string; readonly text?: string; readonly emoji?: boolean }
      if (object.emoji !== false) active.push(...(/:\w+:/.exec(object.text ?? '') ?? []))
      return object.type === 'plain_text' ? (object.text ?? '') : mrkdwn(object.text ?? '', active)
    }
    if (type?.startsWith('rich_text') === true) {
      return elements.map(show).join(type === 'rich_text_list' || type === 'rich_text' ? '\n' : '')
    }
    active.push(String(type))
    return ''
  }
  return { text: (blocks as readonly Element[]).map(show).join('\n'), active }
}

/** What Slack makes of text in which it looks for markup. */
export function mrkdwn(text: string, active: string[]): string {
  for (const [, inner = ''] of text.matchAll(/<([^<>]*)>/g)) active.push(inner)
  for (const [marked] of text.matchAll(/\*[^*\n]+\*|(?<!\w)_[^_\n]+_|~[^~\n]+~|`[^`\n]+`/g)) {
    active.push(marked)
  }
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
