/** Where a sealed secret stands. It is part of the seal: a secret that was moved to another row or tenant does not open. */
export interface SecretPlace {
  readonly tenantId: string;
  /** Table and column, e.g. `inbound_webhooks.secret`. */
  readonly column: string;
  readonly id: string;
}

/** Seals secrets before they are stored and opens them when they are used. The keys come from the configuration. */
export interface Vault {
  readonly seal: (secret: string, place: SecretPlace) => string;
  /**
   * The secret as it was given. What was stored before there was a vault is answered as it stands, until housekeeping has sealed it.
   * @throws when its key is not configured any more, or when it was changed or moved.
   */
  readonly open: (sealed: string, place: SecretPlace) => string;
  /** Whether it is sealed with the key that seals today. */
  readonly isCurrent: (stored: string) => boolean;
}
