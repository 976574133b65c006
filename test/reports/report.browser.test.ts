import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EvaluationData } from '@sluice/core'
import { evaluationPage } from '@sluice/reports'
import { browserPath, found, openReader, type PageReader } from './opened-page.ts'

if (browserPath === undefined) process.stderr.write('Pages are not opened: no browser; run npm test\n')
const fixture = new URL('../../packages/reports/src/fixtures/yogurt.json', import.meta.url)

describe.skipIf(browserPath === undefined)('the evaluation report in a browser', () => {
  const data = JSON.parse(readFileSync(fixture, 'utf8')) as EvaluationData
  const html = evaluationPage(data)
  let reader: PageReader
  beforeAll(async () => {
    reader = await openReader()
  })
  afterAll(() => reader.close())

  describe.each([1280, 390, 320])('%s pixels wide', width => {
    test.each(['light', 'dark'] as const)(
      'it is quiet, fits and can be read in the %s theme',
      async theme => {
        const { page, trouble } = await reader.open(html, { width, theme })
        expect(trouble).toEqual([])
        expect(await found(page, 'overflowing')).toEqual([])
        expect(await found(page, 'poor-contrast')).toEqual([])
        await page.close()
      },
    )
  })

  test('screen reader and keyboard find their way', async () => {
    const { page } = await reader.open(html)
    expect(await found(page, 'structure-problems')).toEqual([])
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the summary')
  })

  test('a page that is not so is noticed', async () => {
    const { page, trouble } = await reader.open(
      `<p style="color:#aaa;background:#fff;width:5000px">faint</p><main><svg></svg><h3></h3><p style="width:5000px">wide</p></main><img src="https://example.invalid/x.png"><script>oops()</script>`,
    )
    expect(await found(page, 'poor-contrast')).toEqual(['faint (2.32)'])
    expect(await found(page, 'overflowing')).toEqual(['the page', 'P wide'])
    expect(await found(page, 'structure-problems')).toContain('svg : a chart without a name')
    expect(trouble.length).toBeGreaterThanOrEqual(2)
  })

  test.each([1280, 320])('long names and many columns fit %s pixels', async width => {
    const long = '_a_name_that_nobody_would_give_a_column'.repeat(4)
    const named = <T extends { readonly name: string }>(item: T) => ({ ...item, name: item.name + long })
    const { outcome, importance, segments, ...rest } = data
    const { page, trouble } = await reader.open(
      evaluationPage({
        ...rest,
        model: long,
        target: long,
        columns: Array.from({ length: 20 }, () => data.columns.map(named)).flat(),
        features: data.features.map(named),
        segments: segments
          .filter(({ column }) => column !== 'date')
          .map(segment => ({
            ...segment,
            groups: segment.groups.map(group => ({ ...group, value: group.value + long })),
          })),
        ...(importance && {
          importance: {
            ...importance,
            columns: importance.columns.map(each => ({ ...each, column: each.column + long })),
          },
        }),
        ...(outcome && { outcome: { ...outcome, model: long, deployment: long, why: long } }),
      }),
      { width },
    )
    expect(await found(page, 'overflowing')).toEqual([])
    expect(trouble).toEqual([])
  })

  test('the theme follows the reader', async () => {
    const background = async (theme: 'light' | 'dark') => {
      const { page } = await reader.open(html, { theme })
      return page.evaluate('getComputedStyle(document.body).backgroundColor')
    }
    expect(await background('light')).not.toBe(await background('dark'))
  })

  test('without script the tables are there and the form is not', async () => {
    const { page } = await reader.open(html, { script: false })
    expect(await page.locator('[data-explorer]').isVisible()).toBe(false)
    expect(await page.getByRole('table', { name: 'Thresholds, from strict to lenient' }).isVisible()).toBe(
      true,
    )
  })

  test('the form tells what a threshold costs and finds the cheapest', async () => {
    const { page, trouble } = await reader.open(html)
    const told = (name: string) => page.locator(`[data-out="${name}"]`).textContent()
    const rows = data.samples.at(-1)?.ranking?.thresholds ?? []
    const chosen = rows.find(row => row.chosen)
    expect(await told('hits')).toBe(String(chosen?.hits))
    await page.getByLabel('False alarm', { exact: true }).fill('1')
    await page.getByLabel('Missed positive').fill('1000')
    await page.getByRole('button', { name: 'Go to the cheapest' }).click()
    // When missing one costs a thousand false alarms, nobody may be left out who was positive.
    expect(await told('missed')).toBe('0')
    const everybody = rows.find(row => row.hits === data.samples.at(-1)?.metrics.positives)
    const cost = (everybody?.selected ?? 0) - (everybody?.hits ?? 0)
    expect(await told('cost')).toBe(`${new Intl.NumberFormat('en').format(cost)} EUR`)
    expect(trouble).toEqual([])
  })

  test('on paper the form and the contents are left out', async () => {
    const { page } = await reader.open(html)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('[data-explorer]').isVisible()).toBe(false)
    expect(await page.locator('nav').isVisible()).toBe(false)
  })

  test('a hostile name is shown and runs nothing', async () => {
    const attack = `"'><script>window.attacked=1</script><img src=x onerror="window.attacked=1">`
    const { outcome, columns, ...rest } = data
    const { page, trouble } = await reader.open(
      evaluationPage({
        ...rest,
        model: attack,
        target: attack,
        warnings: [attack],
        columns: columns.map(column => ({ ...column, name: attack })),
        ...(outcome && { outcome: { ...outcome, model: attack, deployment: attack, why: attack } }),
      }),
    )
    expect(await page.evaluate('"attacked" in window')).toBe(false)
    expect(await page.locator('h1').textContent()).toBe(attack)
    expect(await page.locator('img').count()).toBe(0)
    expect(trouble).toEqual([])
  })
})
