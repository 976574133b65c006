/** True when a client takes an encoding, by what it says it accepts; one with weight 0 it does not take. */
export function takesEncoding(accepted: string | undefined, name: 'br' | 'gzip'): boolean {
  return (accepted ?? '').split(',').some(part => {
    const [coding = '', ...params] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    return coding === name && !params.some(param => /^q=0(\.0*)?$/.test(param))
  })
}
