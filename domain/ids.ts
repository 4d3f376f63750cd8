/** A UUID in lower-case canonical text. New rows use version 7, made in `commands/lib/new-id.ts` (the domain knows no randomness). */
export type Uuid = string;

declare const tenantBrand: unique symbol;
/** The id of a tenant (workspace). Branded, so that no other id can be handed to a door of the database. */
export type TenantId = Uuid & { readonly [tenantBrand]: true };

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): text is Uuid {
  return uuidPattern.test(text);
}

/** Turns checked text into a TenantId; anything that is not a UUID is a programming error here and throws. */
export function asTenantId(text: string): TenantId {
  if (!isUuid(text)) throw new TypeError(`not a tenant id: ${text}`);
  return text as TenantId;
}
