/** A generated table: the same rows for the same `first` … `first + rows - 1`, whatever else runs. */
export interface GeneratedRows {
  readonly first: number
  readonly rows: number
  /** With categories that no training row has, and with numbers at the ends of the range of doubles. */
  readonly wild: boolean
}

/** Columns of generated rows in order, with their types. */
export const generatedColumns = [
  { name: 'id', type: 'number' },
  { name: 'balance', type: 'number' },
  { name: 'age', type: 'number' },
  { name: 'spend', type: 'number' },
  { name: 'visits', type: 'number' },
  { name: 'rating', type: 'number' },
  { name: 'city', type: 'text' },
  { name: 'plan', type: 'text' },
  { name: 'campaign', type: 'text' },
  { name: 'referrer', type: 'text' },
  { name: 'newsletter', type: 'boolean' },
  { name: 'signed_up', type: 'timestamp' },
  { name: 'last_seen', type: 'timestamp' },
] as const

const cities = ['Zürich', 'Genève', '東京', 'القاهرة', 'São Paulo', 'zürich', 'Zu\u0308rich', "L'Aquila"]
const rareCities = ['Ψυχικό', 'A "quoted" place', 'back\\slash', '']
const unseenCities = ['\u{1F3D4}\uFE0F peak', ' Zürich', 'Zürich ', '\uFF21', 'new\nline', 'tab\t, comma']
const extremes = ['0', '-0.0', '5e-324', '-2.2e-308', '1e-300', '1e140', '-1e140', '1e15', 'NULL']
const wildest = [
  '1e300',
  '-1e300',
  '1.7976931348623157e308',
  '-1.7976931348623157e308',
  "'Infinity'",
  "'-Infinity'",
  '1e200',
]

/** A query for generated rows, ordered by `id`, without a target. */
export function generatedRowsSql({ first, rows, wild }: GeneratedRows): string {
  const among = (salt: number, usual: readonly string[], odd: readonly string[], share: number) =>
    `CASE WHEN ${uniform(salt)} < ${share} THEN ${pick(salt + 1, odd)} ELSE ${pick(salt + 2, usual)} END`
  const texts = (values: readonly string[]) => values.map(value => `'${value.replaceAll("'", "''")}'`)
  const numbers = (values: readonly string[]) => values.map(value => `${value}::DOUBLE`)
  const strange = numbers(wild ? [...extremes, ...wildest] : extremes.slice(0, 5))
  const oddCities = texts(wild ? [...rareCities, ...unseenCities] : rareCities)
  const missing = (salt: number, value: string) =>
    `CASE WHEN ${uniform(salt)} < 0.04 THEN NULL ELSE ${value} END`
  const codes = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `'${prefix}${i}'`)
  return `
    SELECT CAST(i AS DOUBLE) AS id,
      ${oddly(10, `(${uniform(11)} - 0.3) * pow(10, ${uniform(12)} * 8 - 2)`, numbers(wild ? [...extremes, ...wildest] : extremes))} AS balance,
      ${missing(20, `floor(18 + 70 * ${uniform(21)})`)} AS age,
      ${oddly(30, `50 + 400 * ${uniform(31)} * ${uniform(32)}`, strange)} AS spend,
      ${oddly(40, `floor(40 * ${uniform(41)} * ${uniform(42)})`, strange)} AS visits,
      ${oddly(50, `round(${uniform(51)} * 10, 1)`, strange)} AS rating,
      ${missing(60, among(61, texts(cities), oddCities, 0.02))} AS city,
      ${missing(65, among(66, codes('plan ', 4), wild ? ["'Plan 0'", "'plan'"] : ["'plan 9'"], 0.02))} AS plan,
      ${missing(70, among(71, codes('c', 60), codes(wild ? 'new ' : 'c', 40), 0.1))} AS campaign,
      ${missing(75, among(76, codes('https://é.example/', 30), codes(wild ? 'x' : 'y', 5), 0.05))} AS referrer,
      ${missing(80, `${uniform(81)} < 0.6`)} AS newsletter,
      ${missing(85, `make_timestamp(CAST(1.26e15 + 5e14 * ${uniform(86)} AS BIGINT))`)} AS signed_up,
      ${missing(90, `make_timestamp(CAST(1.70e15 + 7e13 * ${uniform(91)} AS BIGINT))`)} AS last_seen
    FROM range(${first}, ${first + rows}) r(i) ORDER BY i`
}

/** A uniform number in [0, 1) of the row `i`. */
export function uniform(salt: number): string {
  return `(CAST(hash(i * 1000 + ${salt}) >> 11 AS DOUBLE) / 9007199254740992e0)`
}

function oddly(salt: number, usual: string, odd: readonly string[]): string {
  return `CASE WHEN ${uniform(salt)} < 0.02 THEN ${pick(salt + 5, odd)} ELSE ${usual} END`
}

function pick(salt: number, values: readonly string[]): string {
  return `[${values.join(', ')}][1 + CAST(floor(${uniform(salt)} * ${values.length}) AS INTEGER)]`
}
