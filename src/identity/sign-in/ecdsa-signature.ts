/** Bytes of each of the two numbers in a P-256 signature. */
const NUMBER_BYTES = 32;

/**
 * KMS gives an ECDSA signature as DER (SEQUENCE of two INTEGERs, RFC 3279, section 2.2.3); JWS wants the two numbers
 * side by side (RFC 7518, section 3.4).
 */
export function joseSignature(der: Uint8Array): Uint8Array {
  const [tag, length] = der;
  if (tag !== 0x30 || length !== der.length - 2) throw new Error('not a DER signature');
  const first = readInteger(der, 2);
  const second = readInteger(der, first.end);
  if (second.end !== der.length) throw new Error('not a DER signature: bytes are left over');
  const joined = new Uint8Array(2 * NUMBER_BYTES);
  joined.set(first.value, NUMBER_BYTES - first.value.length);
  joined.set(second.value, 2 * NUMBER_BYTES - second.value.length);
  return joined;
}

function readInteger(der: Uint8Array, start: number): { value: Uint8Array; end: number } {
  const length = der[start + 1];
  if (der[start] !== 0x02 || length === undefined || length === 0) throw new Error('not a DER signature: no integer');
  const end = start + 2 + length;
  const value = der.subarray(start + 2, end);
  // A leading zero only says that the number is positive.
  const digits = value[0] === 0 ? value.subarray(1) : value;
  if (value.length !== length || digits.length > NUMBER_BYTES) throw new Error('not a P-256 signature');
  return { value: digits, end };
}
