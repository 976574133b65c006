/** An expression whose value has the TypeScript type `T`. */
export interface Expr<out T> {
  readonly kind: 'expr'
  /** Type only. */
  readonly _?: T
  /** True when the value is missing. */
  isMissing(): Bool
}

/** A number, or missing where `N` is `null`. */
export interface Num<out N extends null = never> extends Expr<number | N> {
  plus<V extends Num<null> | number>(other: V): Num<N | NullOf<V>>
  minus<V extends Num<null> | number>(other: V): Num<N | NullOf<V>>
  times<V extends Num<null> | number>(other: V): Num<N | NullOf<V>>
  /** Missing when the divisor is 0, in SQL and in JavaScript. */
  dividedBy(other: Num<null> | number): Num<null>
  negate(): Num<N>
  abs(): Num<N>
  floor(): Num<N>
  ceil(): Num<N>
  exp(): Num<N>
  /** Missing below 0. */
  sqrt(): Num<null>
  /** Missing at and below 0. */
  ln(): Num<null>
  /** Missing at and below -1. */
  log1p(): Num<null>
  /** 1 / (1 + exp(-x)). */
  sigmoid(): Num<N>
  /** Not below `low` nor above `high`; what is missing stays missing. */
  clip(low: Num | number, high: Num | number): Num<N>
  atLeast<V extends Num<null> | number>(other: V): Bool<N | NullOf<V>>
  atMost<V extends Num<null> | number>(other: V): Bool<N | NullOf<V>>
  moreThan<V extends Num<null> | number>(other: V): Bool<N | NullOf<V>>
  lessThan<V extends Num<null> | number>(other: V): Bool<N | NullOf<V>>
  equals<V extends Num<null> | number>(other: V): Bool<N | NullOf<V>>
  notEquals<V extends Num<null> | number>(other: V): Bool<N | NullOf<V>>
  orElse(value: Num | number): Num
}

/** A text, or missing where `N` is `null`. */
export interface Text<out N extends null = never> extends Expr<string | N> {
  equals<V extends Text<null> | string>(other: V): Bool<N | NullOf<V>>
  notEquals<V extends Text<null> | string>(other: V): Bool<N | NullOf<V>>
  /** Lower-cases A–Z. */
  lower(): Text<N>
  /** Code points. */
  length(): Num<N>
  concat<V extends Text<null> | string>(other: V): Text<N | NullOf<V>>
  orElse(value: Text | string): Text
}

/** A truth value, or missing where `N` is `null`. */
export interface Bool<out N extends null = never> extends Expr<boolean | N> {
  and<V extends Bool<null>>(other: V): Bool<N | NullOf<V>>
  or<V extends Bool<null>>(other: V): Bool<N | NullOf<V>>
  not(): Bool<N>
  /** 1 for true, 0 for false. */
  toNumber(): Num<N>
  orElse(value: Bool | boolean): Bool
}

/** An instant, or missing where `N` is `null`. */
export interface Time<out N extends null = never> extends Expr<Date | N> {
  year(): Num<N>
  month(): Num<N>
  dayOfMonth(): Num<N>
  /** 1 Monday … 7 Sunday. */
  dayOfWeek(): Num<N>
  dayOfYear(): Num<N>
  hour(): Num<N>
  minute(): Num<N>
  /** Days of 24 hours to a later instant, with fractions. */
  daysUntil<V extends Time<null> | Date>(later: V): Num<N | NullOf<V>>
  equals<V extends Time<null> | Date>(other: V): Bool<N | NullOf<V>>
  before<V extends Time<null> | Date>(other: V): Bool<N | NullOf<V>>
  after<V extends Time<null> | Date>(other: V): Bool<N | NullOf<V>>
  orElse(value: Time | Date): Time
}

/** `null` where an operand may be missing. */
export type NullOf<V> = V extends Expr<infer T> ? Extract<T, null> : never

/** The expression of a column whose values have type `T`. */
export type ColumnOf<T> = [T] extends [number | null]
  ? Num<Extract<T, null>>
  : [T] extends [string | null]
    ? Text<Extract<T, null>>
    : [T] extends [boolean | null]
      ? Bool<Extract<T, null>>
      : [T] extends [Date | null]
        ? Time<Extract<T, null>>
        : Expr<T>

/** The columns of rows `R` as expressions. */
export type ColumnRefs<R> = { readonly [K in keyof R]-?: ColumnOf<Exclude<R[K], undefined>> }
