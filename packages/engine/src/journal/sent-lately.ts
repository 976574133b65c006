/** What stays the same is not sent again so soon. */
export const quietMs = 4 * 3_600_000

/** Sinks that have an alert about cause `$1` for another run than `$2`, since `$3`, after which no run was good. */
export const sentLately = `
  SELECT DISTINCT s.sink FROM alerts_sent s
  JOIN alerts a ON a.dedupe_key = s.dedupe_key AND a.run = s.run AND a.at > $3
  WHERE s.dedupe_key = $1 AND s.run <> $2 AND NOT EXISTS (
    SELECT 1 FROM runs mine JOIN runs r ON r.pipeline = mine.pipeline AND r.deployment = mine.deployment
    WHERE mine.id = $2 AND r.status = 'succeeded' AND r.id <> mine.id AND r.finished_at > a.at
      AND NOT EXISTS (SELECT 1 FROM alerts x WHERE x.dedupe_key = a.dedupe_key AND x.run = r.id))`
