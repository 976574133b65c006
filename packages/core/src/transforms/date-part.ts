import { bucket, call, caseOf, literal, lookup, type ExprNode } from '@sluice/expr'

type Part = (instant: ExprNode) => ExprNode

const own =
  (op: 'year' | 'month' | 'dayOfMonth' | 'dayOfWeek' | 'dayOfYear' | 'hour' | 'minute'): Part =>
  instant =>
    call(op, instant)

/** Parts of an instant in UTC. */
const parts = {
  year: own('year'),
  /** 1 to 4. */
  quarter: instant => call('add', bucket(call('month', instant), [4, 7, 10]), literal(1)),
  month: own('month'),
  /** The week of ISO 8601, 1 to 53: it belongs to the year of its Thursday. */
  weekOfYear,
  dayOfMonth: own('dayOfMonth'),
  /** 1 for Monday to 7 for Sunday. */
  dayOfWeek: own('dayOfWeek'),
  /** 1 to 366. */
  dayOfYear: own('dayOfYear'),
  hour: own('hour'),
  minute: own('minute'),
  /** 28 to 31. */
  daysInMonth,
  /** 1 on Saturday and Sunday, 0 on other days. */
  isWeekend: instant => bucket(call('dayOfWeek', instant), [6]),
  /** 1 on the first day of a month. */
  isMonthStart: instant => flag(call('equal', call('dayOfMonth', instant), literal(1))),
  /** 1 on the last day of a month. */
  isMonthEnd: instant => flag(call('equal', call('dayOfMonth', instant), daysInMonth(instant))),
} satisfies Readonly<Record<string, Part>>

/** A part of an instant in UTC. */
export type DatePart = keyof typeof parts

/** Every part there is. */
export const datePartNames = Object.keys(parts) as readonly DatePart[]

/** The number that a part of an instant is; missing where the instant is. */
export function datePart(part: DatePart, instant: ExprNode): ExprNode {
  return parts[part](instant)
}

function flag(condition: ExprNode): ExprNode {
  return call('toNumber', condition)
}

function daysInMonth(instant: ExprNode): ExprNode {
  const month = call('month', instant)
  const days = lookup({
    input: month,
    type: 'number',
    keys: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    values: [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
    missing: null,
    unknown: null,
  })
  const isFebruary = flag(call('equal', month, literal(2)))
  return call('add', days, call('multiply', isFebruary, leapDays(call('year', instant))))
}

function weekOfYear(instant: ExprNode): ExprNode {
  const year = call('year', instant)
  const thursday = call(
    'add',
    call('subtract', call('dayOfYear', instant), call('dayOfWeek', instant)),
    literal(4),
  )
  const daysOf = (of: ExprNode) => call('add', leapDays(of), literal(365))
  const inYear = caseOf(
    [
      {
        when: call('less', thursday, literal(1)),
        then: call('add', thursday, daysOf(call('subtract', year, literal(1)))),
      },
      {
        when: call('greater', thursday, daysOf(year)),
        then: call('subtract', thursday, daysOf(year)),
      },
    ],
    thursday,
  )
  const weeks = call('floor', call('divide', call('subtract', inYear, literal(1)), literal(7)))
  return call('add', weeks, literal(1))
}

/** 1 in leap years of the Gregorian calendar, else 0. */
function leapDays(year: ExprNode): ExprNode {
  const divides = (by: number) => {
    const times = call('floor', call('divide', year, literal(by)))
    return flag(call('equal', year, call('multiply', times, literal(by))))
  }
  return call('add', call('subtract', divides(4), divides(100)), divides(400))
}
