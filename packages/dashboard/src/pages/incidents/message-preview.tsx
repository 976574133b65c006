import type { Incident } from '@sluice/server'
import { Card } from '../../components/card.tsx'
import { Command } from '../../components/command.tsx'

/** What channels are told, in their words. */
export function MessagePreview({ incident: { message, headline, cause } }: { readonly incident: Incident }) {
  const { title, evidence, affected, seen, commands } = message
  return (
    <Card title="What channels say" note="Slack, e-mail, Teams, PagerDuty or a webhook, as configured">
      <blockquote className="message stack-close">
        <p className="strong">{title}</p>
        <p>{headline}</p>
        <Lines lines={evidence} />
        {cause !== undefined && <p>Likely cause: {cause}</p>}
        <Lines lines={affected} />
        <p className="quiet small">{seen}</p>
        {commands.map(command => (
          <Command key={command} text={command} />
        ))}
      </blockquote>
    </Card>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <ul className="evidence-plain">
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
