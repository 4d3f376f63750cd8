import type { JsonObject, Json } from '../../json.ts';

/** One thing the compiler has to say. It never throws on what a person drew; it returns all of these. */
export interface Diagnostic {
  /** Stable, e.g. `AUT-101`; documented in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Null when it is about the automation as a whole. */
  readonly nodeId: string | null;
  /** JSON Pointer into the definition. */
  readonly pointer: string;
  /** A sentence that a non-programmer understands. */
  readonly message: string;
  /** Parameters for a translated message under the key `diagnostics.<code>`. */
  readonly params: JsonObject;
  readonly fix?: Fix;
}

/** A change that the builder can apply: JSON-Patch operations on the definition. */
export interface Fix {
  readonly title: string;
  readonly patch: readonly { readonly op: 'add' | 'replace' | 'remove'; readonly path: string; readonly value?: Json }[];
}
