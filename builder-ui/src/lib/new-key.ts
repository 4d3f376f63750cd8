/** A random key for one intended action. `crypto.randomUUID` exists only on https and localhost, so it is not relied on. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
