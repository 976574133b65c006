// Elements that reach beyond the screen and are not in a box that scrolls.
;(() => {
  const width = document.documentElement.clientWidth
  const wide = [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
    const { right, width: own } = element.getBoundingClientRect()
    return own > 0 && right > width + 1 && element.closest('.scroll') === null
  })
  const page = document.documentElement.scrollWidth > width ? ['the page'] : []
  return [
    ...page,
    ...wide.slice(0, 5).map(element => `${element.tagName} ${element.textContent.slice(0, 40)}`),
  ]
})()
