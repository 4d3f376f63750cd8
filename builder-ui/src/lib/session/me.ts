/** Who is signed in, as `GET /v1/me` tells it. */
export interface Me {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly role: string;
    readonly timeZone?: string;
    readonly version?: number;
  };
  readonly tenant: { readonly id: string; readonly name: string; readonly timeZone?: string };
  readonly permissions: readonly string[];
}
