/**
 * The script of a page: shows the form for thresholds and costs and keeps its numbers up to date. The page says
 * everything without it too.
 */
export const script = `
for (const form of document.querySelectorAll('[data-explorer]')) {
  const facts = JSON.parse(form.dataset.explorer)
  const slider = form.querySelector('[data-threshold]')
  const cost = name => Number(form.querySelector('[data-cost="' + name + '"]').value) || 0
  const out = (name, text) => { form.querySelector('[data-out="' + name + '"]').textContent = text }
  const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
  const money = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
  const percent = value => Number.isFinite(value) ? (value * 100).toFixed(1) + ' %' : '–'
  const costAt = ([, selected, hits]) => {
    const missed = facts.positives - hits
    return hits * cost('truePositive') + (selected - hits) * cost('falsePositive') + missed * cost('falseNegative') +
      (facts.rows - selected - missed) * cost('trueNegative')
  }
  const show = () => {
    const row = facts.thresholds[Number(slider.value)]
    const [probability, selected, hits] = row
    const share = percent(selected / facts.rows)
    out('selected', whole.format(selected) + ' (' + share + ')')
    slider.setAttribute('aria-valuetext', share + ' of rows')
    out('probability', probability === null ? '–' : percent(probability))
    out('precision', percent(hits / selected))
    out('recall', percent(hits / facts.positives))
    out('hits', whole.format(hits))
    out('alarms', whole.format(selected - hits))
    out('missed', whole.format(facts.positives - hits))
    out('cost', money.format(costAt(row)) + (facts.unit === '' ? '' : ' ' + facts.unit))
  }
  form.addEventListener('input', show)
  form.addEventListener('submit', event => event.preventDefault())
  form.querySelector('[data-cheapest]').addEventListener('click', () => {
    const costs = facts.thresholds.map(costAt)
    slider.value = String(costs.indexOf(Math.min(...costs)))
    show()
  })
  form.hidden = false
  show()
}
`
