import type { Notice, NoticeMessage } from '@sluice/core'
import { fitted, type MessageLimits } from '../shared/channel/bounded-message.ts'
import { sectionsOf, signOf } from '../shared/channel/sections.ts'

/** A message with an Adaptive Card, as a workflow of Teams takes it. */
export interface TeamsMessage {
  readonly type: 'message'
  readonly attachments: readonly [
    { readonly contentType: string; readonly contentUrl: null; readonly content: AdaptiveCard },
  ]
}

interface AdaptiveCard {
  readonly $schema: string
  readonly type: 'AdaptiveCard'
  readonly version: string
  readonly msteams: { readonly width: 'Full' }
  readonly body: readonly CardElement[]
  readonly actions: readonly {
    readonly type: 'Action.OpenUrl'
    readonly title: string
    readonly url: string
  }[]
}

type CardElement =
  | RichTextBlock
  | { readonly type: 'Container'; readonly style: string; readonly items: readonly RichTextBlock[] }

interface RichTextBlock {
  readonly type: 'RichTextBlock'
  readonly spacing?: 'None' | 'Small'
  readonly inlines: readonly TextRun[]
}

interface TextRun {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'Bolder'
  readonly fontType?: 'Monospace'
}

const limits: MessageLimits = { title: 150, text: 500, items: 6, links: 6, label: 60, url: 1000 }
/** A workflow posts up to about 28 KB, which Teams counts in UTF-16. */
const largestMessage = 14_000

const styles = { block: 'attention', error: 'attention', warn: 'warning' } as const

/** The card of a notice. Values stand in text runs, in which Teams looks for no markdown; a TextBlock would read it. */
export function teamsMessage(notice: Notice): TeamsMessage {
  const style = notice.reason === 'resolved' ? 'good' : styles[notice.incident.severity]
  const make = (message: NoticeMessage): TeamsMessage => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: bodyOf(`${signOf(notice)} ${message.title}`, style, message),
          actions: message.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
        },
      },
    ],
  })
  return fitted(notice.message, limits, make, made => JSON.stringify(made).length <= largestMessage)
}

function bodyOf(title: string, style: string, message: NoticeMessage): readonly CardElement[] {
  return [
    { type: 'Container', style, items: [block([run(title, { weight: 'Bolder' })])] },
    block([run(message.headline, { weight: 'Bolder' })]),
    ...sectionsOf(message).flatMap(({ heading, items: [first = '', ...more] }) =>
      more.length === 0
        ? [block([run(`${heading}: `, { weight: 'Bolder' }), run(first)])]
        : [
            block([run(`${heading}:`, { weight: 'Bolder' })]),
            ...[first, ...more].map(item => block([run('• '), run(item)], 'None')),
          ],
    ),
    ...message.commands.map(command => block([run(command, { fontType: 'Monospace' })], 'Small')),
  ]
}

function block(inlines: readonly TextRun[], spacing?: 'None' | 'Small'): RichTextBlock {
  return { type: 'RichTextBlock', ...(spacing !== undefined && { spacing }), inlines }
}

function run(text: string, look: Pick<TextRun, 'weight' | 'fontType'> = {}): TextRun {
  return { type: 'TextRun', text, ...look }
}
