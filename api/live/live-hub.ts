/** One line of a tenant's feed as clients get it. */
export interface FeedItem {
  /** Position in the tenant's feed, decimal text: the id of the server-sent event. */
  readonly position: string;
}

/** Wakes open streams when the relay has appended to a tenant's feed. */
export interface LiveHub {
  /** Calls `wake` whenever the tenant's feed may have grown; returns how to stop. */
  readonly subscribe: (tenantId: string, wake: () => void) => () => void;
  readonly close: () => Promise<void>;
}
