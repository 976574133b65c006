/**
 * 32 bits that depend on all bits of two words, as in the finaliser of MurmurHash3. Nothing of sampling and rounding
 * depends on which thread asks, or in which order.
 */
export function mix(a: number, b: number): number {
  let x = Math.imul(a, 0x9e_37_79_b1) ^ b
  x = Math.imul(x ^ (x >>> 16), 0x85_eb_ca_6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2_b2_ae_35)
  return x ^ (x >>> 16)
}
