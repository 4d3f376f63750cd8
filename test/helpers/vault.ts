import { createHash } from 'node:crypto';
import { createVault } from '../../commands/credentials/vault.ts';

const key = createHash('sha256').update('test').digest();

/** A vault for tests, which keep nothing: its key follows from a word. */
export const testVault = createVault([{ id: 'test', key }]);

/** The same key as CREDENTIAL_KEYS says it, for processes. */
export const testCredentialKeys = `test:${key.toString('base64')}`;
