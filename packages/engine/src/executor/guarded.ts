/**
 * The same object, whose methods first call `guard`. For what a step may keep in a variable and call when its attempt
 * is over.
 */
export function guarded<T extends object>(target: T, guard: () => void): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object)
      if (typeof value !== 'function') return value
      return (...args: readonly unknown[]): unknown => {
        guard()
        return Reflect.apply(value, object, args)
      }
    },
  })
}
