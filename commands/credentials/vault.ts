import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { openedOf } from '../../db/opening.ts';
import type { SecretPlace, Vault } from '../../domain/credentials/vault.ts';
import { OperationalError } from '../../domain/errors/errors.ts';
import type { TenantTrx } from '../lib/context.ts';

const mark = 'sealed:v1:';
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** What CREDENTIAL_KEYS says, read: the first key seals, all open. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Reads `id:base64,id:base64`; each key has 32 bytes. */
export function vaultKeys(text: string): readonly VaultKey[] {
  return text.split(',').map((entry) => {
    const [id = '', encoded = ''] = entry.trim().split(':');
    return { id, key: Buffer.from(encoded, 'base64') };
  });
}

/** Seals with AES-256-GCM under the first key. The place is authenticated with it, so a seal opens only where it was made. */
export function createVault(keys: readonly VaultKey[]): Vault {
  const [current] = keys;
  if (current === undefined) throw new TypeError('a vault needs a key');
  return {
    seal: (secret, place) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, current.key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(placeBytes(place));
      const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${mark}${current.id}:${sealed.toString('base64url')}`;
    },
    open: (stored, place) => {
      if (!stored.startsWith(mark)) return stored;
      const [id = '', encoded = ''] = stored.slice(mark.length).split(':');
      const key = keys.find((one) => one.id === id)?.key;
      if (key === undefined) throw new OperationalError('credentials', `the key "${id}" of a stored secret is not in CREDENTIAL_KEYS`);
      const bytes = Buffer.from(encoded, 'base64url');
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(placeBytes(place));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new OperationalError(
          'credentials',
          `a stored secret (${place.column}) does not open: it was changed, moved, or sealed by another key of the same name`,
          { cause: error },
        );
      }
    },
    isCurrent: (stored) => stored.startsWith(`${mark}${current.id}:`),
  };
}

function placeBytes({ tenantId, column, id }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([tenantId, column, id]));
}

/** The vault of the process, which came with the door that opened the transaction. */
export function vaultOf(trx: TenantTrx): Vault {
  const { vault } = openedOf(trx);
  if (vault === null) throw new OperationalError('credentials', 'secrets cannot be stored or used: CREDENTIAL_KEYS is not set');
  return vault;
}
