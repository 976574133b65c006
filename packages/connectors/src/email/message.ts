import { createHash } from 'node:crypto'
import type { Notice, NoticeMessage } from '@sluice/core'
import { fitted, type MessageLimits } from '../shared/channel/bounded-message.ts'
import { reasonWords, sectionsOf, signOf } from '../shared/channel/sections.ts'
import { emailHtml } from './html.ts'

/** An e-mail as far as the notice makes it. */
export interface EmailContent {
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly inReplyTo?: string
  readonly references: readonly string[]
}

const limits: MessageLimits = { title: 150, text: 2000, items: 40, links: 10, label: 100, url: 2000 }
/** Mail services clip longer bodies; Gmail does from 102 KB on. */
const longestHtml = 90_000

/** The first e-mail of an incident. */
export interface FirstEmail {
  readonly messageId: string
  readonly subject: string
}

/**
 * The e-mail of a notice. All of an incident refer to one id that no e-mail has, and answer the first under its subject:
 * Gmail wants both to show one conversation. The id of each is made of incident and number, so that a mailbox can drop
 * what it has already.
 */
export function emailContent(
  notice: Notice,
  earlier: FirstEmail | undefined,
  { channel, domain }: { readonly channel: string; readonly domain: string },
): EmailContent {
  const conversation = createHash('sha256')
    .update(JSON.stringify([channel, notice.incident.id]))
    .digest('hex')
  const id = (part: number | string) => `<sluice.${conversation.slice(0, 32)}.${part}@${domain}>`
  const make = (message: NoticeMessage) => ({
    subject: earlier === undefined ? `${signOf(notice)} ${message.title}` : `Re: ${earlier.subject}`,
    text: plainBody(notice, message),
    html: emailHtml(notice, message),
  })
  return {
    ...fitted(notice.message, limits, make, ({ html }) => html.length <= longestHtml),
    messageId: id(notice.seq),
    ...(earlier !== undefined && { inReplyTo: earlier.messageId }),
    references: [id('incident'), ...(earlier === undefined ? [] : [earlier.messageId])],
  }
}

function plainBody(notice: Notice, message: NoticeMessage): string {
  const { title, headline, commands, links } = message
  const paragraphs = [
    `${signOf(notice)} ${title}`,
    headline,
    ...sectionsOf(message).map(({ heading, items: [first, ...more] }) =>
      more.length === 0 ? `${heading}: ${first}` : [`${heading}:`, first, ...more].join('\n- '),
    ),
    ...(commands.length === 0 ? [] : [commands.map(command => `    ${command}`).join('\n')]),
    ...links.map(({ label, url }) => `${label}: ${url}`),
    `${reasonWords[notice.reason]} · incident ${notice.incident.id}`,
  ]
  return `${paragraphs.join('\n\n')}\n`
}
