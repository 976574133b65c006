/**
 * Randomness inside SQL: a draw is a hash of the seed, the client, of what is drawn and of for whom, so that every number is the
 * same in every run and independent of how rows are produced.
 */
export function drawMacros(seed: number, client: string): readonly string[] {
  return [
    // Hashed twice: the hash of a row is the exclusive or of its parts, which would tie the draws of one customer.
    `CREATE TEMP MACRO draw(stream, a, b) AS (hash(hash(${seed}::BIGINT, '${client}', stream, a::BIGINT, b::BIGINT)) >> 11) / 9007199254740992.0`,
    `CREATE TEMP MACRO normal(stream, a, b) AS
      sqrt(-2 * ln(1 - draw(stream || ' radius', a, b))) * cos(2 * pi() * draw(stream || ' angle', a, b))`,
  ]
}

/** SQL that turns a uniform number into the position, from 0, of one of several weights. */
export function pick(uniform: string, weights: readonly number[]): string {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  const branches = weights.slice(0, -1).map((weight, i) => {
    sum += weight / total
    return `WHEN ${uniform} < ${sum} THEN ${i}`
  })
  return branches.length === 0 ? '0' : `CASE ${branches.join(' ')} ELSE ${weights.length - 1} END`
}

/** SQL that turns a uniform number into one of several texts. */
export function pickText(uniform: string, weights: Readonly<Record<string, number>>): string {
  const position = pick(uniform, Object.values(weights))
  return `${textList(Object.keys(weights))}[1 + ${position}]`
}

/** A list of texts in SQL. */
export function textList(texts: readonly string[]): string {
  return `[${texts.map(text => `'${text.replaceAll("'", "''")}'`).join(', ')}]`
}
