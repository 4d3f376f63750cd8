/** How a sender proves that it may call. */
export type InboundAuth =
  /** The secret is the last part of the address. */
  | { readonly kind: 'path' }
  | { readonly kind: 'header'; readonly header: string }
  | {
      readonly kind: 'hmac';
      readonly header: string;
      readonly algorithm: 'sha1' | 'sha256' | 'sha512';
      readonly encoding: 'hex' | 'base64';
      /** Stands before the signature, e.g. `sha256=`. */
      readonly prefix: string;
      /** Header with seconds since 1970; it is signed together with the body as `<time>.<body>`. Null: the body alone is signed. */
      readonly timestampHeader: string | null;
      readonly toleranceSeconds: number;
    };
