import { escapedHtml, type Notice, type NoticeMessage } from '@sluice/core'
import { oneLine } from '../shared/channel/plain-text.ts'
import { reasonWords, sectionsOf } from '../shared/channel/sections.ts'

const colours = { block: '#b42318', error: '#b42318', warn: '#b54708', good: '#067647' } as const
const font = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
const mono = 'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace'

/** The body of an e-mail: tables and styles of its own, because programs of e-mail know little else. */
export function emailHtml(notice: Notice, message: NoticeMessage): string {
  const { incident, reason } = notice
  const colour = reason === 'resolved' ? colours.good : colours[incident.severity]
  const rows = [
    row(`padding:16px 24px;background:${colour};color:#ffffff;font-size:15px;font-weight:600`, message.title),
    row('padding:20px 24px 4px;font-size:17px;line-height:24px;color:#101828', message.headline),
    ...sectionsOf(message).map(({ heading, items }) => sectionRow(heading, items)),
    ...commandRows(message.commands),
    ...linkRows(message.links, colour),
    row(
      'padding:16px 24px;border-top:1px solid #eaecf0;font-size:12px;color:#667085',
      `${reasonWords[reason]} · incident ${oneLine(incident.id)}`,
    ),
  ]
  return `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f7"><tr>
<td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #eaecf0;${font}">
${rows.join('\n')}
</table>
</td></tr></table>
</body></html>
`
}

function row(style: string, text: string): string {
  return `<tr><td dir="auto" style="${style};${wrapping}">${escapedHtml(text)}</td></tr>`
}

/** Line breaks of a value stay, and words without end do not widen the table. */
const wrapping = 'white-space:pre-wrap;word-break:break-word'

function sectionRow(heading: string, items: readonly string[]): string {
  const label = `<div style="font-size:12px;color:#667085;padding-bottom:2px">${escapedHtml(heading)}</div>`
  const lines = items.map(
    item => `<div dir="auto" style="padding-bottom:2px;${wrapping}">${escapedHtml(item)}</div>`,
  )
  return `<tr><td style="padding:12px 24px 0;font-size:14px;line-height:21px;color:#344054">${label}${lines.join('')}</td></tr>`
}

function commandRows(commands: readonly string[]): readonly string[] {
  if (commands.length === 0) return []
  const lines = commands.map(command => `<div dir="ltr" style="${wrapping}">${escapedHtml(command)}</div>`)
  const style = `padding:10px 12px;background:#f2f4f7;font-size:13px;line-height:20px;color:#101828;${mono}`
  return [
    `<tr><td style="padding:16px 24px 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td style="${style}">${lines.join('')}</td></tr></table></td></tr>`,
  ]
}

function linkRows(links: NoticeMessage['links'], colour: string): readonly string[] {
  if (links.length === 0) return []
  const style = `display:inline-block;padding:8px 14px;margin:0 8px 8px 0;background:${colour};color:#ffffff;font-size:14px;text-decoration:none`
  const buttons = links.map(
    ({ label, url }) => `<a href="${escapedHtml(url)}" style="${style}">${escapedHtml(label)}</a>`,
  )
  return [`<tr><td style="padding:16px 24px 8px">${buttons.join('')}</td></tr>`]
}
