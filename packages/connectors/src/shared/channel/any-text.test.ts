import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testNotice } from '@sluice/core/testing'
import { emailHtml } from '../../email/html.ts'
import { emailContent } from '../../email/message.ts'
import { pagerDutyEvent } from '../../pagerduty/event.ts'
import { slackMessage } from '../../slack/blocks.ts'
import { teamsMessage } from '../../teams/card.ts'
import { readHtml } from '../../testing/received-mail.ts'
import { blocksProblem, display, mrkdwn } from '../../testing/slack-display.ts'
import { plainText } from './plain-text.ts'

const character = fc.oneof(
  fc.constantFrom(
    '<',
    '>',
    '&',
    '"',
    "'",
    '*',
    '_',
    '~',
    '`',
    '@',
    '#',
    '!',
    '|',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
  ),
  fc.constantFrom(':', '/', '\\', '\n', '\r', '\t', '\u0000', '\u202E', '\u200D'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
)
const text = fc.array(character, { maxLength: 400 }).map(parts => parts.join(''))
const texts = fc.array(text, { maxLength: 100 })
const notices = fc.record({ title: text, headline: text, evidence: texts, affected: texts }).map(message => {
  return testNotice({ message, incident: { id: message.title } })
})
const runs = { numRuns: 60 }

test('HTML of an e-mail shows any text as it is, and holds nothing but our own elements', () => {
  fc.assert(
    fc.property(notices, notice => {
      const { links: _links, ...rest } = notice.message
      const { text: read, active } = readHtml(emailHtml(notice, { ...rest, links: [] }))
      expect(active).toEqual([])
      expect(read).toContain(notice.message.headline)
    }),
    runs,
  )
})

test('an e-mail of any text has one line of subject and a size that is shown whole', () => {
  fc.assert(
    fc.property(notices, notice => {
      const { subject, html, messageId } = emailContent(notice, undefined, {
        channel: 'email',
        domain: 'example.com',
      })
      expect(subject).not.toMatch(/\p{Cc}|[\u2028\u2029]/u)
      expect(messageId).toMatch(/^<sluice\.[0-9a-f]{32}\.1@example\.com>$/)
      expect(html.length).toBeLessThan(102_000)
    }),
    runs,
  )
})

test('Slack takes any text, and makes nothing of it', () => {
  fc.assert(
    fc.property(notices, notice => {
      const { blocks, text: notification } = slackMessage(notice)
      expect(blocksProblem(blocks)).toBeUndefined()
      const shown = display(blocks)
      const inNotification: string[] = []
      mrkdwn(notification, inNotification)
      expect(shown.active).toEqual(notice.message.links.map(({ url }) => url))
      expect(inNotification.filter(part => !/^[*_~`]/.test(part))).toEqual([])
      expect(shown.text).toContain(plainText(notice.message.headline).trim().slice(0, 20))
    }),
    runs,
  )
})

test('what is sent of any text is within what PagerDuty and Teams take', () => {
  fc.assert(
    fc.property(notices, notice => {
      const event = JSON.stringify(pagerDutyEvent(notice, 'k'.repeat(32)))
      expect(Buffer.byteLength(event)).toBeLessThan(512 * 1024)
      expect(JSON.stringify(teamsMessage(notice)).length * 2).toBeLessThan(28 * 1024)
      expect(event.isWellFormed()).toBe(true)
    }),
    runs,
  )
})
