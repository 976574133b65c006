// Texts whose contrast with what is behind them is less than WCAG 2.2 AA asks for (4.5, of large text 3).
;(() => {
  const channels = color => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number)
    return [red, green, blue, alpha]
  }
  const luminance = color => {
    const [red, green, blue] = color.map(value => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = element => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor)
      if (color[3] === 1) return color
    }
    return [255, 255, 255, 1]
  }
  const found = []
  for (const element of document.querySelectorAll('body *')) {
    const texts = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE)
    const text = texts.map(node => node.textContent.trim()).join('')
    if (text === '' || ['SCRIPT', 'title'].includes(element.tagName)) continue
    const style = getComputedStyle(element)
    const own = channels(element instanceof SVGElement ? style.fill : style.color)
    const [a, b] = [luminance(own), luminance(behind(element))]
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    const size = Number.parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`${text.slice(0, 40)} (${ratio.toFixed(2)})`)
  }
  return found
})()
