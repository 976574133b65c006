import { step } from '@sluice/core'

// A hundred steps in ten layers; each reads three of the layer before.

const s0x0 = step({ inputs: {}, run: () => ({ rows: 0, total: 0 / 2 }) })
const s0x1 = step({ inputs: {}, run: () => ({ rows: 1, total: 1 / 2 }) })
const s0x2 = step({ inputs: {}, run: () => ({ rows: 2, total: 2 / 2 }) })
const s0x3 = step({ inputs: {}, run: () => ({ rows: 3, total: 3 / 2 }) })
const s0x4 = step({ inputs: {}, run: () => ({ rows: 4, total: 4 / 2 }) })
const s0x5 = step({ inputs: {}, run: () => ({ rows: 5, total: 5 / 2 }) })
const s0x6 = step({ inputs: {}, run: () => ({ rows: 6, total: 6 / 2 }) })
const s0x7 = step({ inputs: {}, run: () => ({ rows: 7, total: 7 / 2 }) })
const s0x8 = step({ inputs: {}, run: () => ({ rows: 8, total: 8 / 2 }) })
const s0x9 = step({ inputs: {}, run: () => ({ rows: 9, total: 9 / 2 }) })
const s1x0 = step({
  inputs: { s0x0, s0x1, rest: [s0x2] },
  run: ({ s0x0, s0x1, rest }) => ({ rows: s0x0.rows + s0x1.rows, total: s0x1.total + rest.length }),
})
const s1x1 = step({
  inputs: { s0x1, s0x2, rest: [s0x3] },
  run: ({ s0x1, s0x2, rest }) => ({ rows: s0x1.rows + s0x2.rows, total: s0x2.total + rest.length }),
})
const s1x2 = step({
  inputs: { s0x2, s0x3, rest: [s0x4] },
  run: ({ s0x2, s0x3, rest }) => ({ rows: s0x2.rows + s0x3.rows, total: s0x3.total + rest.length }),
})
const s1x3 = step({
  inputs: { s0x3, s0x4, rest: [s0x5] },
  run: ({ s0x3, s0x4, rest }) => ({ rows: s0x3.rows + s0x4.rows, total: s0x4.total + rest.length }),
})
const s1x4 = step({
  inputs: { s0x4, s0x5, rest: [s0x6] },
  run: ({ s0x4, s0x5, rest }) => ({ rows: s0x4.rows + s0x5.rows, total: s0x5.total + rest.length }),
})
const s1x5 = step({
  inputs: { s0x5, s0x6, rest: [s0x7] },
  run: ({ s0x5, s0x6, rest }) => ({ rows: s0x5.rows + s0x6.rows, total: s0x6.total + rest.length }),
})
const s1x6 = step({
  inputs: { s0x6, s0x7, rest: [s0x8] },
  run: ({ s0x6, s0x7, rest }) => ({ rows: s0x6.rows + s0x7.rows, total: s0x7.total + rest.length }),
})
const s1x7 = step({
  inputs: { s0x7, s0x8, rest: [s0x9] },
  run: ({ s0x7, s0x8, rest }) => ({ rows: s0x7.rows + s0x8.rows, total: s0x8.total + rest.length }),
})
const s1x8 = step({
  inputs: { s0x8, s0x9, rest: [s0x0] },
  run: ({ s0x8, s0x9, rest }) => ({ rows: s0x8.rows + s0x9.rows, total: s0x9.total + rest.length }),
})
const s1x9 = step({
  inputs: { s0x9, s0x0, rest: [s0x1] },
  run: ({ s0x9, s0x0, rest }) => ({ rows: s0x9.rows + s0x0.rows, total: s0x0.total + rest.length }),
})
const s2x0 = step({
  inputs: { s1x0, s1x1, rest: [s1x2] },
  run: ({ s1x0, s1x1, rest }) => ({ rows: s1x0.rows + s1x1.rows, total: s1x1.total + rest.length }),
})
const s2x1 = step({
  inputs: { s1x1, s1x2, rest: [s1x3] },
  run: ({ s1x1, s1x2, rest }) => ({ rows: s1x1.rows + s1x2.rows, total: s1x2.total + rest.length }),
})
const s2x2 = step({
  inputs: { s1x2, s1x3, rest: [s1x4] },
  run: ({ s1x2, s1x3, rest }) => ({ rows: s1x2.rows + s1x3.rows, total: s1x3.total + rest.length }),
})
const s2x3 = step({
  inputs: { s1x3, s1x4, rest: [s1x5] },
  run: ({ s1x3, s1x4, rest }) => ({ rows: s1x3.rows + s1x4.rows, total: s1x4.total + rest.length }),
})
const s2x4 = step({
  inputs: { s1x4, s1x5, rest: [s1x6] },
  run: ({ s1x4, s1x5, rest }) => ({ rows: s1x4.rows + s1x5.rows, total: s1x5.total + rest.length }),
})
const s2x5 = step({
  inputs: { s1x5, s1x6, rest: [s1x7] },
  run: ({ s1x5, s1x6, rest }) => ({ rows: s1x5.rows + s1x6.rows, total: s1x6.total + rest.length }),
})
const s2x6 = step({
  inputs: { s1x6, s1x7, rest: [s1x8] },
  run: ({ s1x6, s1x7, rest }) => ({ rows: s1x6.rows + s1x7.rows, total: s1x7.total + rest.length }),
})
const s2x7 = step({
  inputs: { s1x7, s1x8, rest: [s1x9] },
  run: ({ s1x7, s1x8, rest }) => ({ rows: s1x7.rows + s1x8.rows, total: s1x8.total + rest.length }),
})
const s2x8 = step({
  inputs: { s1x8, s1x9, rest: [s1x0] },
  run: ({ s1x8, s1x9, rest }) => ({ rows: s1x8.rows + s1x9.rows, total: s1x9.total + rest.length }),
})
const s2x9 = step({
  inputs: { s1x9, s1x0, rest: [s1x1] },
  run: ({ s1x9, s1x0, rest }) => ({ rows: s1x9.rows + s1x0.rows, total: s1x0.total + rest.length }),
})
const s3x0 = step({
  inputs: { s2x0, s2x1, rest: [s2x2] },
  run: ({ s2x0, s2x1, rest }) => ({ rows: s2x0.rows + s2x1.rows, total: s2x1.total + rest.length }),
})
const s3x1 = step({
  inputs: { s2x1, s2x2, rest: [s2x3] },
  run: ({ s2x1, s2x2, rest }) => ({ rows: s2x1.rows + s2x2.rows, total: s2x2.total + rest.length }),
})
const s3x2 = step({
  inputs: { s2x2, s2x3, rest: [s2x4] },
  run: ({ s2x2, s2x3, rest }) => ({ rows: s2x2.rows + s2x3.rows, total: s2x3.total + rest.length }),
})
const s3x3 = step({
  inputs: { s2x3, s2x4, rest: [s2x5] },
  run: ({ s2x3, s2x4, rest }) => ({ rows: s2x3.rows + s2x4.rows, total: s2x4.total + rest.length }),
})
const s3x4 = step({
  inputs: { s2x4, s2x5, rest: [s2x6] },
  run: ({ s2x4, s2x5, rest }) => ({ rows: s2x4.rows + s2x5.rows, total: s2x5.total + rest.length }),
})
const s3x5 = step({
  inputs: { s2x5, s2x6, rest: [s2x7] },
  run: ({ s2x5, s2x6, rest }) => ({ rows: s2x5.rows + s2x6.rows, total: s2x6.total + rest.length }),
})
const s3x6 = step({
  inputs: { s2x6, s2x7, rest: [s2x8] },
  run: ({ s2x6, s2x7, rest }) => ({ rows: s2x6.rows + s2x7.rows, total: s2x7.total + rest.length }),
})
const s3x7 = step({
  inputs: { s2x7, s2x8, rest: [s2x9] },
  run: ({ s2x7, s2x8, rest }) => ({ rows: s2x7.rows + s2x8.rows, total: s2x8.total + rest.length }),
})
const s3x8 = step({
  inputs: { s2x8, s2x9, rest: [s2x0] },
  run: ({ s2x8, s2x9, rest }) => ({ rows: s2x8.rows + s2x9.rows, total: s2x9.total + rest.length }),
})
const s3x9 = step({
  inputs: { s2x9, s2x0, rest: [s2x1] },
  run: ({ s2x9, s2x0, rest }) => ({ rows: s2x9.rows + s2x0.rows, total: s2x0.total + rest.length }),
})
const s4x0 = step({
  inputs: { s3x0, s3x1, rest: [s3x2] },
  run: ({ s3x0, s3x1, rest }) => ({ rows: s3x0.rows + s3x1.rows, total: s3x1.total + rest.length }),
})
const s4x1 = step({
  inputs: { s3x1, s3x2, rest: [s3x3] },
  run: ({ s3x1, s3x2, rest }) => ({ rows: s3x1.rows + s3x2.rows, total: s3x2.total + rest.length }),
})
const s4x2 = step({
  inputs: { s3x2, s3x3, rest: [s3x4] },
  run: ({ s3x2, s3x3, rest }) => ({ rows: s3x2.rows + s3x3.rows, total: s3x3.total + rest.length }),
})
const s4x3 = step({
  inputs: { s3x3, s3x4, rest: [s3x5] },
  run: ({ s3x3, s3x4, rest }) => ({ rows: s3x3.rows + s3x4.rows, total: s3x4.total + rest.length }),
})
const s4x4 = step({
  inputs: { s3x4, s3x5, rest: [s3x6] },
  run: ({ s3x4, s3x5, rest }) => ({ rows: s3x4.rows + s3x5.rows, total: s3x5.total + rest.length }),
})
const s4x5 = step({
  inputs: { s3x5, s3x6, rest: [s3x7] },
  run: ({ s3x5, s3x6, rest }) => ({ rows: s3x5.rows + s3x6.rows, total: s3x6.total + rest.length }),
})
const s4x6 = step({
  inputs: { s3x6, s3x7, rest: [s3x8] },
  run: ({ s3x6, s3x7, rest }) => ({ rows: s3x6.rows + s3x7.rows, total: s3x7.total + rest.length }),
})
const s4x7 = step({
  inputs: { s3x7, s3x8, rest: [s3x9] },
  run: ({ s3x7, s3x8, rest }) => ({ rows: s3x7.rows + s3x8.rows, total: s3x8.total + rest.length }),
})
const s4x8 = step({
  inputs: { s3x8, s3x9, rest: [s3x0] },
  run: ({ s3x8, s3x9, rest }) => ({ rows: s3x8.rows + s3x9.rows, total: s3x9.total + rest.length }),
})
const s4x9 = step({
  inputs: { s3x9, s3x0, rest: [s3x1] },
  run: ({ s3x9, s3x0, rest }) => ({ rows: s3x9.rows + s3x0.rows, total: s3x0.total + rest.length }),
})
const s5x0 = step({
  inputs: { s4x0, s4x1, rest: [s4x2] },
  run: ({ s4x0, s4x1, rest }) => ({ rows: s4x0.rows + s4x1.rows, total: s4x1.total + rest.length }),
})
const s5x1 = step({
  inputs: { s4x1, s4x2, rest: [s4x3] },
  run: ({ s4x1, s4x2, rest }) => ({ rows: s4x1.rows + s4x2.rows, total: s4x2.total + rest.length }),
})
const s5x2 = step({
  inputs: { s4x2, s4x3, rest: [s4x4] },
  run: ({ s4x2, s4x3, rest }) => ({ rows: s4x2.rows + s4x3.rows, total: s4x3.total + rest.length }),
})
const s5x3 = step({
  inputs: { s4x3, s4x4, rest: [s4x5] },
  run: ({ s4x3, s4x4, rest }) => ({ rows: s4x3.rows + s4x4.rows, total: s4x4.total + rest.length }),
})
const s5x4 = step({
  inputs: { s4x4, s4x5, rest: [s4x6] },
  run: ({ s4x4, s4x5, rest }) => ({ rows: s4x4.rows + s4x5.rows, total: s4x5.total + rest.length }),
})
const s5x5 = step({
  inputs: { s4x5, s4x6, rest: [s4x7] },
  run: ({ s4x5, s4x6, rest }) => ({ rows: s4x5.rows + s4x6.rows, total: s4x6.total + rest.length }),
})
const s5x6 = step({
  inputs: { s4x6, s4x7, rest: [s4x8] },
  run: ({ s4x6, s4x7, rest }) => ({ rows: s4x6.rows + s4x7.rows, total: s4x7.total + rest.length }),
})
const s5x7 = step({
  inputs: { s4x7, s4x8, rest: [s4x9] },
  run: ({ s4x7, s4x8, rest }) => ({ rows: s4x7.rows + s4x8.rows, total: s4x8.total + rest.length }),
})
const s5x8 = step({
  inputs: { s4x8, s4x9, rest: [s4x0] },
  run: ({ s4x8, s4x9, rest }) => ({ rows: s4x8.rows + s4x9.rows, total: s4x9.total + rest.length }),
})
const s5x9 = step({
  inputs: { s4x9, s4x0, rest: [s4x1] },
  run: ({ s4x9, s4x0, rest }) => ({ rows: s4x9.rows + s4x0.rows, total: s4x0.total + rest.length }),
})
const s6x0 = step({
  inputs: { s5x0, s5x1, rest: [s5x2] },
  run: ({ s5x0, s5x1, rest }) => ({ rows: s5x0.rows + s5x1.rows, total: s5x1.total + rest.length }),
})
const s6x1 = step({
  inputs: { s5x1, s5x2, rest: [s5x3] },
  run: ({ s5x1, s5x2, rest }) => ({ rows: s5x1.rows + s5x2.rows, total: s5x2.total + rest.length }),
})
const s6x2 = step({
  inputs: { s5x2, s5x3, rest: [s5x4] },
  run: ({ s5x2, s5x3, rest }) => ({ rows: s5x2.rows + s5x3.rows, total: s5x3.total + rest.length }),
})
const s6x3 = step({
  inputs: { s5x3, s5x4, rest: [s5x5] },
  run: ({ s5x3, s5x4, rest }) => ({ rows: s5x3.rows + s5x4.rows, total: s5x4.total + rest.length }),
})
const s6x4 = step({
  inputs: { s5x4, s5x5, rest: [s5x6] },
  run: ({ s5x4, s5x5, rest }) => ({ rows: s5x4.rows + s5x5.rows, total: s5x5.total + rest.length }),
})
const s6x5 = step({
  inputs: { s5x5, s5x6, rest: [s5x7] },
  run: ({ s5x5, s5x6, rest }) => ({ rows: s5x5.rows + s5x6.rows, total: s5x6.total + rest.length }),
})
const s6x6 = step({
  inputs: { s5x6, s5x7, rest: [s5x8] },
  run: ({ s5x6, s5x7, rest }) => ({ rows: s5x6.rows + s5x7.rows, total: s5x7.total + rest.length }),
})
const s6x7 = step({
  inputs: { s5x7, s5x8, rest: [s5x9] },
  run: ({ s5x7, s5x8, rest }) => ({ rows: s5x7.rows + s5x8.rows, total: s5x8.total + rest.length }),
})
const s6x8 = step({
  inputs: { s5x8, s5x9, rest: [s5x0] },
  run: ({ s5x8, s5x9, rest }) => ({ rows: s5x8.rows + s5x9.rows, total: s5x9.total + rest.length }),
})
const s6x9 = step({
  inputs: { s5x9, s5x0, rest: [s5x1] },
  run: ({ s5x9, s5x0, rest }) => ({ rows: s5x9.rows + s5x0.rows, total: s5x0.total + rest.length }),
})
const s7x0 = step({
  inputs: { s6x0, s6x1, rest: [s6x2] },
  run: ({ s6x0, s6x1, rest }) => ({ rows: s6x0.rows + s6x1.rows, total: s6x1.total + rest.length }),
})
const s7x1 = step({
  inputs: { s6x1, s6x2, rest: [s6x3] },
  run: ({ s6x1, s6x2, rest }) => ({ rows: s6x1.rows + s6x2.rows, total: s6x2.total + rest.length }),
})
const s7x2 = step({
  inputs: { s6x2, s6x3, rest: [s6x4] },
  run: ({ s6x2, s6x3, rest }) => ({ rows: s6x2.rows + s6x3.rows, total: s6x3.total + rest.length }),
})
const s7x3 = step({
  inputs: { s6x3, s6x4, rest: [s6x5] },
  run: ({ s6x3, s6x4, rest }) => ({ rows: s6x3.rows + s6x4.rows, total: s6x4.total + rest.length }),
})
const s7x4 = step({
  inputs: { s6x4, s6x5, rest: [s6x6] },
  run: ({ s6x4, s6x5, rest }) => ({ rows: s6x4.rows + s6x5.rows, total: s6x5.total + rest.length }),
})
const s7x5 = step({
  inputs: { s6x5, s6x6, rest: [s6x7] },
  run: ({ s6x5, s6x6, rest }) => ({ rows: s6x5.rows + s6x6.rows, total: s6x6.total + rest.length }),
})
const s7x6 = step({
  inputs: { s6x6, s6x7, rest: [s6x8] },
  run: ({ s6x6, s6x7, rest }) => ({ rows: s6x6.rows + s6x7.rows, total: s6x7.total + rest.length }),
})
const s7x7 = step({
  inputs: { s6x7, s6x8, rest: [s6x9] },
  run: ({ s6x7, s6x8, rest }) => ({ rows: s6x7.rows + s6x8.rows, total: s6x8.total + rest.length }),
})
const s7x8 = step({
  inputs: { s6x8, s6x9, rest: [s6x0] },
  run: ({ s6x8, s6x9, rest }) => ({ rows: s6x8.rows + s6x9.rows, total: s6x9.total + rest.length }),
})
const s7x9 = step({
  inputs: { s6x9, s6x0, rest: [s6x1] },
  run: ({ s6x9, s6x0, rest }) => ({ rows: s6x9.rows + s6x0.rows, total: s6x0.total + rest.length }),
})
const s8x0 = step({
  inputs: { s7x0, s7x1, rest: [s7x2] },
  run: ({ s7x0, s7x1, rest }) => ({ rows: s7x0.rows + s7x1.rows, total: s7x1.total + rest.length }),
})
const s8x1 = step({
  inputs: { s7x1, s7x2, rest: [s7x3] },
  run: ({ s7x1, s7x2, rest }) => ({ rows: s7x1.rows + s7x2.rows, total: s7x2.total + rest.length }),
})
const s8x2 = step({
  inputs: { s7x2, s7x3, rest: [s7x4] },
  run: ({ s7x2, s7x3, rest }) => ({ rows: s7x2.rows + s7x3.rows, total: s7x3.total + rest.length }),
})
const s8x3 = step({
  inputs: { s7x3, s7x4, rest: [s7x5] },
  run: ({ s7x3, s7x4, rest }) => ({ rows: s7x3.rows + s7x4.rows, total: s7x4.total + rest.length }),
})
const s8x4 = step({
  inputs: { s7x4, s7x5, rest: [s7x6] },
  run: ({ s7x4, s7x5, rest }) => ({ rows: s7x4.rows + s7x5.rows, total: s7x5.total + rest.length }),
})
const s8x5 = step({
  inputs: { s7x5, s7x6, rest: [s7x7] },
  run: ({ s7x5, s7x6, rest }) => ({ rows: s7x5.rows + s7x6.rows, total: s7x6.total + rest.length }),
})
const s8x6 = step({
  inputs: { s7x6, s7x7, rest: [s7x8] },
  run: ({ s7x6, s7x7, rest }) => ({ rows: s7x6.rows + s7x7.rows, total: s7x7.total + rest.length }),
})
const s8x7 = step({
  inputs: { s7x7, s7x8, rest: [s7x9] },
  run: ({ s7x7, s7x8, rest }) => ({ rows: s7x7.rows + s7x8.rows, total: s7x8.total + rest.length }),
})
const s8x8 = step({
  inputs: { s7x8, s7x9, rest: [s7x0] },
  run: ({ s7x8, s7x9, rest }) => ({ rows: s7x8.rows + s7x9.rows, total: s7x9.total + rest.length }),
})
const s8x9 = step({
  inputs: { s7x9, s7x0, rest: [s7x1] },
  run: ({ s7x9, s7x0, rest }) => ({ rows: s7x9.rows + s7x0.rows, total: s7x0.total + rest.length }),
})
const s9x0 = step({
  inputs: { s8x0, s8x1, rest: [s8x2] },
  run: ({ s8x0, s8x1, rest }) => ({ rows: s8x0.rows + s8x1.rows, total: s8x1.total + rest.length }),
})
const s9x1 = step({
  inputs: { s8x1, s8x2, rest: [s8x3] },
  run: ({ s8x1, s8x2, rest }) => ({ rows: s8x1.rows + s8x2.rows, total: s8x2.total + rest.length }),
})
const s9x2 = step({
  inputs: { s8x2, s8x3, rest: [s8x4] },
  run: ({ s8x2, s8x3, rest }) => ({ rows: s8x2.rows + s8x3.rows, total: s8x3.total + rest.length }),
})
const s9x3 = step({
  inputs: { s8x3, s8x4, rest: [s8x5] },
  run: ({ s8x3, s8x4, rest }) => ({ rows: s8x3.rows + s8x4.rows, total: s8x4.total + rest.length }),
})
const s9x4 = step({
  inputs: { s8x4, s8x5, rest: [s8x6] },
  run: ({ s8x4, s8x5, rest }) => ({ rows: s8x4.rows + s8x5.rows, total: s8x5.total + rest.length }),
})
const s9x5 = step({
  inputs: { s8x5, s8x6, rest: [s8x7] },
  run: ({ s8x5, s8x6, rest }) => ({ rows: s8x5.rows + s8x6.rows, total: s8x6.total + rest.length }),
})
const s9x6 = step({
  inputs: { s8x6, s8x7, rest: [s8x8] },
  run: ({ s8x6, s8x7, rest }) => ({ rows: s8x6.rows + s8x7.rows, total: s8x7.total + rest.length }),
})
const s9x7 = step({
  inputs: { s8x7, s8x8, rest: [s8x9] },
  run: ({ s8x7, s8x8, rest }) => ({ rows: s8x7.rows + s8x8.rows, total: s8x8.total + rest.length }),
})
const s9x8 = step({
  inputs: { s8x8, s8x9, rest: [s8x0] },
  run: ({ s8x8, s8x9, rest }) => ({ rows: s8x8.rows + s8x9.rows, total: s8x9.total + rest.length }),
})
const s9x9 = step({
  inputs: { s8x9, s8x0, rest: [s8x1] },
  run: ({ s8x9, s8x0, rest }) => ({ rows: s8x9.rows + s8x0.rows, total: s8x0.total + rest.length }),
})

export const last = [s9x0, s9x1, s9x2, s9x3, s9x4, s9x5, s9x6, s9x7, s9x8, s9x9]
