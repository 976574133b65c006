import type { Channel, ChannelContext, Notice } from '@sluice/core'
import { ask } from '../shared/channel/ask.ts'
import { notAnswerOf, refused } from '../shared/channel/refused.ts'
import { serviceAddress } from '../shared/channel/service-address.ts'
import { fieldsOf, serviceCode } from '../shared/channel/service-code.ts'
import { secretReference } from '../shared/secret-reference.ts'
import { teamsMessage } from './card.ts'

/** A workflow of Microsoft Teams that posts what it receives. */
export interface TeamsOptions {
  /** Reference to the workflow's address, which is a secret: whoever has it can write. */
  readonly url: string
  /** Tells two channels of one configuration apart; default `teams`. */
  readonly name?: string
}

/**
 * Tells incidents in Microsoft Teams through a workflow ("When a Teams webhook request is received"), one card for each
 * notice: a workflow can neither change a card nor answer it.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { teams } from '@sluice/connectors'
 *
 * assert.equal(teams({ url: 'env:TEAMS_WORKFLOW' }).name, 'teams')
 * ```
 */
export function teams({ url, name = 'teams' }: TeamsOptions): Channel {
  const reference = secretReference('url', url)
  const send = async (notice: Notice, _thread: unknown, context: ChannelContext): Promise<undefined> => {
    const address = context.secret(reference)
    const body = JSON.stringify(teamsMessage(notice))
    const headers = { 'content-type': 'application/json' }
    const { status, type, text } = await ask(
      name,
      { url: serviceAddress(name, address), headers, body },
      context,
    )
    if (status >= 400) {
      const code = serviceCode((fieldsOf(text)['error'] as { code?: unknown } | undefined)?.code, [address])
      throw refused(name, status, code)
    }
    // A page is of a proxy; older addresses answer 200 with a sentence about the failure.
    if (type.startsWith('text/html') || /delivery failed/i.test(text)) {
      throw notAnswerOf('a workflow', name, status)
    }
  }
  return Object.freeze({ kind: 'teams', name, send })
}
