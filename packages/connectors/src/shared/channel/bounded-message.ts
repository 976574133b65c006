import type { NoticeMessage } from '@sluice/core'
import { cut, oneLine, plainText } from './plain-text.ts'

/** How much of a message a service takes, in UTF-16 units. */
export interface MessageLimits {
  readonly title: number
  readonly text: number
  readonly items: number
  readonly links: number
  readonly label: number
  readonly url: number
}

const scales = [1, 0.5, 0.25, 0.1, 0.05]

/**
 * Makes something of a message that the service takes: as much of the message as `fits`, every text cut and every list
 * ended with how many more there are. Links too long for the service are left out, because half a link is wrong.
 */
export function fitted<T>(
  message: NoticeMessage,
  limits: MessageLimits,
  make: (message: NoticeMessage) => T,
  fits: (made: T) => boolean,
): T {
  let made = make(boundedMessage(message, limits))
  for (const scale of scales.slice(1)) {
    if (fits(made)) return made
    const { text, items } = limits
    const smaller = { ...limits, text: Math.ceil(text * scale), items: Math.max(3, Math.ceil(items * scale)) }
    made = make(boundedMessage(message, smaller))
  }
  return made
}

function boundedMessage(message: NoticeMessage, limits: MessageLimits): NoticeMessage {
  const { title, text, items, links, label, url } = limits
  const short = (value: string) => cut(plainText(value).trim(), text)
  const list = (values: readonly string[]) => [
    ...values.slice(0, items).map(short).filter(Boolean),
    ...(values.length > items ? [`… and ${values.length - items} more`] : []),
  ]
  const head = cut(oneLine(message.title), title) || 'Incident'
  const cause = short(message.likelyCause ?? '')
  return {
    title: head,
    headline: cut(plainText(message.headline).trim(), text * 2) || head,
    ...(cause !== '' && { likelyCause: cause }),
    evidence: list(message.evidence),
    affected: list(message.affected),
    unaffected: list(message.unaffected),
    seen: short(message.seen),
    commands: list(message.commands),
    links: message.links
      .filter(link => isLink(link.url) && link.url.length <= url)
      .slice(0, links)
      .map(link => ({ label: cut(oneLine(link.label), label) || 'Open', url: link.url })),
  }
}

function isLink(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '')
}
