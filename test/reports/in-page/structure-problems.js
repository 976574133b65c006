// What a reader with a screen reader or a keyboard would stumble over.
;(() => {
  const all = selector => [...document.querySelectorAll(selector)]
  const textOf = id => document.querySelector(`#${id}`)?.textContent ?? ''
  const isNamed = element =>
    (element.getAttribute('aria-label') ?? textOf(element.getAttribute('aria-labelledby'))).trim() !== ''
  const without = (selector, isFine, what) =>
    all(selector)
      .filter(element => !isFine(element))
      .map(element => `${element.tagName} ${element.textContent.trim().slice(0, 40)}: ${what}`)
  const levels = all('h1,h2,h3,h4').map(heading => Number(heading.tagName[1]))
  const ids = all('[id]').map(element => element.id)
  return [
    ...(document.documentElement.lang === '' ? ['no language'] : []),
    ...(document.title === '' ? ['no title'] : []),
    ...(levels.filter(level => level === 1).length === 1 ? [] : ['not one h1']),
    ...levels.flatMap((level, i) =>
      level > (levels[i - 1] ?? 0) + 1 ? [`h${level} after h${levels[i - 1]}`] : [],
    ),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `id ${id} twice`),
    ...without('svg', svg => svg.getAttribute('role') === 'img' && isNamed(svg), 'a chart without a name'),
    ...without('section,[role=region],nav', isNamed, 'without a name'),
    ...without('table', table => (table.querySelector('caption')?.textContent ?? '') !== '', 'no caption'),
    ...without('th', cell => cell.hasAttribute('scope'), 'no scope'),
    ...without('input', input => input.closest('label') !== null, 'no label'),
    ...without('.scroll', box => box.tabIndex === 0, 'cannot be scrolled by keyboard'),
    ...without(
      'a[href^="#"]',
      link => document.querySelector(link.getAttribute('href')) !== null,
      'leads nowhere',
    ),
  ]
})()
