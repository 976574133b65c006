import type { ChannelWorld } from '@sluice/core/testing'
import { teams } from '../teams/channel.ts'
import { startChannelService, type ServiceAnswer, type ServiceRequest } from './channel-service.ts'

interface Element {
  readonly type?: string
  readonly text?: string
  readonly title?: string
  readonly url?: string
  readonly items?: readonly Element[]
  readonly inlines?: readonly Element[]
}

interface Card {
  readonly type?: string
  readonly version?: string
  readonly body?: readonly Element[]
  readonly actions?: readonly Element[]
}

const path = '/workflows/0f1e/triggers/manual/paths/invoke?sig=planted-signature-of-teams'
const largest = 28 * 1024

/** A workflow of Teams that posts cards, and a channel that sends to it. */
export async function openTeams(): Promise<ChannelWorld & { cards(): readonly Card[] }> {
  const cards: Card[] = []
  const answer = (request: ServiceRequest): ServiceAnswer => {
    if (request.path !== path) return { status: 401, body: errorOf('DirectApiAuthorizationRequired') }
    if (request.body.length * 2 > largest) return { status: 413, body: errorOf('RequestEntityTooLarge') }
    const { type, attachments = [] } = JSON.parse(request.body) as {
      readonly type?: string
      readonly attachments?: readonly { readonly contentType?: string; readonly content?: Card }[]
    }
    const [{ contentType, content } = {}] = attachments
    const isCard =
      contentType === 'application/vnd.microsoft.card.adaptive' && content?.type === 'AdaptiveCard'
    if (type !== 'message' || !isCard || content === undefined || !(content.body ?? []).every(isElement)) {
      return { status: 400, body: errorOf('InvalidRequestContent') }
    }
    cards.push(content)
    return { status: 202, body: '' }
  }
  const service = await startChannelService(answer, request => ({
    status: 401,
    body: JSON.stringify({
      error: { code: 'AuthorizationFailed', message: `${request.path} is not authorized` },
    }),
  }))
  return {
    channel: teams({ url: 'env:TEAMS_WORKFLOW' }),
    secrets: { 'env:TEAMS_WORKFLOW': `${service.url}${path}` },
    told: () => cards.map((card, i) => ({ thread: String(i), ...shown(card) })),
    log: service.bodies,
    misbehave: service.misbehave,
    close: service.close,
    cards: () => cards,
  }
}

function errorOf(code: string): string {
  return JSON.stringify({ error: { code, message: code } })
}

const elements = new Set(['Container', 'RichTextBlock', 'TextBlock', 'TextRun'])

function isElement({ type = '', text, items = [], inlines = [] }: Element): boolean {
  if (type === 'TextRun' && (text === undefined || text === '')) return false
  return elements.has(type) && [...items, ...inlines].every(isElement)
}

/** What people see: markdown is read in text blocks only, `<at>` and `{{DATE()}}` likewise. */
function shown({ body = [], actions = [] }: Card) {
  const active = actions.map(({ url = '' }) => url)
  const show = ({ type, text = '', items = [], inlines = [] }: Element): string => {
    if (type === 'TextBlock' && /[*_[\]`~#<>{]/.test(text)) active.push(text)
    return [text, ...inlines.map(show), ...items.map(show)].join('')
  }
  return { text: [...body.map(show), ...actions.map(({ title = '' }) => title)].join('\n'), active }
}
