import { readElementName } from '@sluice/core'

/** A step as a label of metrics and the name of a span: all elements of a map are one, `pulls[*]`, however many. */
export function stepLabel(step: string): string {
  const element = readElementName(step)
  if (element === undefined) return step
  return `${element.map}[*]${element.part === undefined ? '' : `.${element.part}`}`
}
