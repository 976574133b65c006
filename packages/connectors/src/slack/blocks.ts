import type { Notice, NoticeMessage } from '@sluice/core'
import { fitted, type MessageLimits } from '../shared/channel/bounded-message.ts'
import { oneLine } from '../shared/channel/plain-text.ts'
import { reasonWords, sectionsOf, signOf } from '../shared/channel/sections.ts'

/** A message in Slack's form. */
export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string
  readonly blocks: readonly SlackBlock[]
}

/** A block of Block Kit, as far as messages of ours have them. */
export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'rich_text'; readonly elements: readonly RichText[] }

interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: false
}

interface RichText {
  readonly type: 'rich_text_section' | 'rich_text_preformatted' | 'rich_text_list'
  readonly style?: 'bullet'
  readonly elements: readonly (RichText | Inline)[]
}

type Inline =
  | { readonly type: 'text'; readonly text: string; readonly style?: { readonly bold: true } }
  | { readonly type: 'link'; readonly text: string; readonly url: string }

/** A header takes 150. All blocks together are refused (`msg_blocks_too_long`) from about 13,200 on. */
const limits: MessageLimits = { title: 140, text: 300, items: 6, links: 5, label: 75, url: 1000 }
const longestBlocks = 12_000

/** The whole notice. Values stand in text elements of rich text, of which Slack makes nothing: no markup, no mention. */
export function slackMessage(notice: Notice): SlackMessage {
  return slackForm(notice, message => [
    headerOf(`${signOf(notice)} ${message.title}`),
    section([text(message.headline, true)]),
    ...sectionsOf(message).map(({ heading, items }) => section([text(`${heading}: `, true)], items)),
    ...commandsOf(message),
  ])
}

/** What a later notice adds, for the thread below the first message. */
export function slackReply(notice: Notice): SlackMessage {
  return slackForm(notice, message => [
    section([text(`${signOf(notice)} ${reasonWords[notice.reason]}: `, true), text(message.headline)]),
    ...sectionsOf(message)
      .filter(({ heading }) => heading === 'Affected' || heading === 'Seen')
      .map(({ heading, items }) => section([text(`${heading}: `, true)], items)),
  ])
}

function slackForm(notice: Notice, blocks: (message: NoticeMessage) => readonly SlackBlock[]): SlackMessage {
  const make = (message: NoticeMessage): SlackMessage => ({
    text: escaped(oneLine(`${signOf(notice)} ${message.title}: ${message.headline}`)),
    blocks: blocks(message),
  })
  return fitted(notice.message, limits, make, made => JSON.stringify(made.blocks).length <= longestBlocks)
}

function headerOf(title: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: title, emoji: false } }
}

function text(value: string, bold = false): Inline {
  return { type: 'text', text: value, ...(bold && { style: { bold: true } }) }
}

/** A paragraph; several items become a list below it, one stays in it. */
function section(start: readonly Inline[], items: readonly string[] = []): SlackBlock {
  const [only] = items
  if (items.length === 1 && only !== undefined) {
    return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [...start, text(only)] }] }
  }
  const list: RichText = {
    type: 'rich_text_list',
    style: 'bullet',
    elements: items.map(item => ({ type: 'rich_text_section', elements: [text(item)] })),
  }
  const paragraph: RichText = { type: 'rich_text_section', elements: start }
  return { type: 'rich_text', elements: items.length === 0 ? [paragraph] : [paragraph, list] }
}

function commandsOf({ commands, links }: NoticeMessage): readonly SlackBlock[] {
  const code: RichText = { type: 'rich_text_preformatted', elements: [text(commands.join('\n'))] }
  const addresses = links.flatMap(({ label, url }, i): readonly Inline[] => [
    ...(i === 0 ? [] : [text(' · ')]),
    { type: 'link', text: label, url },
  ])
  return [
    ...(commands.length === 0 ? [] : [{ type: 'rich_text', elements: [code] } as const]),
    ...(links.length === 0 ? [] : [section(addresses)]),
  ]
}

/** What Slack asks to escape where it looks for markup: https://docs.slack.dev/messaging/formatting-message-text */
function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
