/** A key and a certificate of localhost for local servers, valid from 2020 to 2120. Of no use for anything else. */
export const testCertificate = {
  key: pem(
    'PRIVATE KEY',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjXp3S73VstToi6HAFjW2PgYzMKqFQWOhaZ/TreQ8LCyhRANC' +
      'AAQYLVZJWyAvEB8f7RPvUVYioFrob5y/Vkvuj9qQDyNlPMfhQ0AQAFiTduK5OObef5+1XGryqyee5m1skUXneqXR',
  ),
  cert: pem(
    'CERTIFICATE',
    'MIIBZzCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEy' +
      'MDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBgtVklbIC8QHx/t' +
      'E+9RViKgWuhvnL9WS+6P2pAPI2U8x+FDQBAAWJN24rk45t5/n7VcavKrJ57mbWyRRed6pdGjTjBMMBoGA1UdEQQTMBGCCWxv' +
      'Y2FsaG9zdIcEfwAAATAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBRyTmC4fed78BvCntKp7P+27MgMKTAKBggqhkjOPQQD' +
      'AgNIADBFAiEArif2PyE6dl31ruOlzTOfFGYpOkOLRxNXCvLo6Oki6LcCIDJe8WKK2MfQbBLVeQigoVy1hZUDLvUxRJOKAZLu' +
      'd9EY',
  ),
} as const

function pem(name: string, base64: string): string {
  return `-----BEGIN ${name}-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END ${name}-----\n`
}
