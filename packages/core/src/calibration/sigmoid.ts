/** `1 / (1 + exp(-x))`, by the operations of the expression `sigmoid`. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
