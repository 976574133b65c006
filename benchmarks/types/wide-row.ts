import { columnRefs, when } from '@sluice/expr'

// A row of 200 columns, and expressions over some of them.
interface Row {
  c0: number
  c1: number | null
  c2: string
  c3: string | null
  c4: boolean
  c5: Date | null
  c6: number
  c7: number | null
  c8: string
  c9: string | null
  c10: boolean
  c11: Date | null
  c12: number
  c13: number | null
  c14: string
  c15: string | null
  c16: boolean
  c17: Date | null
  c18: number
  c19: number | null
  c20: string
  c21: string | null
  c22: boolean
  c23: Date | null
  c24: number
  c25: number | null
  c26: string
  c27: string | null
  c28: boolean
  c29: Date | null
  c30: number
  c31: number | null
  c32: string
  c33: string | null
  c34: boolean
  c35: Date | null
  c36: number
  c37: number | null
  c38: string
  c39: string | null
  c40: boolean
  c41: Date | null
  c42: number
  c43: number | null
  c44: string
  c45: string | null
  c46: boolean
  c47: Date | null
  c48: number
  c49: number | null
  c50: string
  c51: string | null
  c52: boolean
  c53: Date | null
  c54: number
  c55: number | null
  c56: string
  c57: string | null
  c58: boolean
  c59: Date | null
  c60: number
  c61: number | null
  c62: string
  c63: string | null
  c64: boolean
  c65: Date | null
  c66: number
  c67: number | null
  c68: string
  c69: string | null
  c70: boolean
  c71: Date | null
  c72: number
  c73: number | null
  c74: string
  c75: string | null
  c76: boolean
  c77: Date | null
  c78: number
  c79: number | null
  c80: string
  c81: string | null
  c82: boolean
  c83: Date | null
  c84: number
  c85: number | null
  c86: string
  c87: string | null
  c88: boolean
  c89: Date | null
  c90: number
  c91: number | null
  c92: string
  c93: string | null
  c94: boolean
  c95: Date | null
  c96: number
  c97: number | null
  c98: string
  c99: string | null
  c100: boolean
  c101: Date | null
  c102: number
  c103: number | null
  c104: string
  c105: string | null
  c106: boolean
  c107: Date | null
  c108: number
  c109: number | null
  c110: string
  c111: string | null
  c112: boolean
  c113: Date | null
  c114: number
  c115: number | null
  c116: string
  c117: string | null
  c118: boolean
  c119: Date | null
  c120: number
  c121: number | null
  c122: string
  c123: string | null
  c124: boolean
  c125: Date | null
  c126: number
  c127: number | null
  c128: string
  c129: string | null
  c130: boolean
  c131: Date | null
  c132: number
  c133: number | null
  c134: string
  c135: string | null
  c136: boolean
  c137: Date | null
  c138: number
  c139: number | null
  c140: string
  c141: string | null
  c142: boolean
  c143: Date | null
  c144: number
  c145: number | null
  c146: string
  c147: string | null
  c148: boolean
  c149: Date | null
  c150: number
  c151: number | null
  c152: string
  c153: string | null
  c154: boolean
  c155: Date | null
  c156: number
  c157: number | null
  c158: string
  c159: string | null
  c160: boolean
  c161: Date | null
  c162: number
  c163: number | null
  c164: string
  c165: string | null
  c166: boolean
  c167: Date | null
  c168: number
  c169: number | null
  c170: string
  c171: string | null
  c172: boolean
  c173: Date | null
  c174: number
  c175: number | null
  c176: string
  c177: string | null
  c178: boolean
  c179: Date | null
  c180: number
  c181: number | null
  c182: string
  c183: string | null
  c184: boolean
  c185: Date | null
  c186: number
  c187: number | null
  c188: string
  c189: string | null
  c190: boolean
  c191: Date | null
  c192: number
  c193: number | null
  c194: string
  c195: string | null
  c196: boolean
  c197: Date | null
  c198: number
  c199: number | null
}

const c = columnRefs<Row>()

export const sums = c.c0.plus(c.c6).plus(c.c12).plus(c.c18).plus(c.c24).plus(c.c1.orElse(0))
export const ratios = [c.c0.dividedBy(c.c6), c.c12.dividedBy(c.c1), c.c18.times(c.c7).minus(c.c13).sqrt()]
export const texts = [c.c2.lower(), c.c3.orElse('none').concat(c.c8), c.c14.concat('-').concat(c.c9).length()]
export const truths = c.c4.and(c.c10).or(c.c16.not()).and(c.c5.isMissing())
export const days = c.c5.daysUntil(c.c11).moreThan(28)
export const tier = when(c.c0.moreThan(100)).then('gold').otherwise('bronze')
export const numbers = [c.c30, c.c36, c.c42, c.c48, c.c54, c.c60, c.c66, c.c72].map(column =>
  column.log1p().orElse(0),
)
