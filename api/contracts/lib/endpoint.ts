import { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

const nothing = z.object({});

/** What a caller may say and what it is answered: one declaration for the server, the OpenAPI document, the UI and the tests. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With `{name}` for parameters, e.g. `/v1/leads/{id}`. */
  readonly path: string;
  /** One sentence; the heading in the API documentation. */
  readonly summary: string;
  readonly tag: string;
  readonly params: Params;
  readonly query: Query;
  /** Null: whatever is sent is ignored. */
  readonly body: Body | null;
  readonly response: Response;
  /** Status of success; 201 for what is created, 204 without a body. */
  readonly status: 200 | 201 | 202 | 204;
  /** The thing is editable: the caller must send `If-Match` with the ETag it read. */
  readonly ifMatch: boolean;
  /** What travels instead of JSON, if anything. */
  readonly media: { readonly request?: string; readonly response?: string };
}

interface Declaration<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response?: R;
  readonly status?: 200 | 201 | 202 | 204;
  readonly ifMatch?: boolean;
  readonly media?: { readonly request?: string; readonly response?: string };
}

type Nothing = typeof nothing;

/** Declares an endpoint. Without `response` it answers 204. */
export function endpoint<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodUndefined,
>(declaration: Declaration<P, Q, B, R>): Endpoint<P, Q, B, R> {
  // The casts only say what the type parameters' defaults say: an absent part is the schema of nothing.
  return {
    method: declaration.method,
    path: declaration.path,
    summary: declaration.summary,
    tag: declaration.tag,
    params: declaration.params ?? (nothing as unknown as P),
    query: declaration.query ?? (nothing as unknown as Q),
    body: declaration.body ?? null,
    response: declaration.response ?? (z.undefined() as unknown as R),
    status: declaration.status ?? (declaration.response === undefined ? 204 : 200),
    ifMatch: declaration.ifMatch ?? false,
    media: declaration.media ?? {},
  };
}
