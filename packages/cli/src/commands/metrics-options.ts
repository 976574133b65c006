import type { Command } from 'commander'

/** Adds the option of commands that say what happens. */
export function withLogs(command: Command): Command {
  return command.option(
    '--logs <form>',
    'lines on standard error: text, or json (one object per line)',
    'text',
  )
}

/** Adds the options of processes that live until they are stopped. */
export function withMetrics(command: Command): Command {
  return withLogs(command)
    .option('--metrics-port <n>', 'show metrics for Prometheus at this port (/metrics)')
    .option(
      '--metrics-host <address>',
      'the address for them (default: 127.0.0.1; others need SLUICE_METRICS_TOKEN)',
    )
}
