/** A message as a provider gets it. */
export interface OutgoingMail {
  /** Deterministic: the same message has the same one at every attempt, so that the receiving side can recognise a repetition. */
  readonly messageId: string;
  readonly tenantId: string;
  readonly from: string;
  readonly replyTo: string | null;
  readonly to: { readonly name: string | null; readonly address: string };
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** For automatic answers: tells other machines not to answer. */
  readonly automatic: boolean;
}

/** What a provider said. `retry` is a refusal that is expected to pass; `unknown` is silence after the message was handed over. */
export type ProviderAnswer =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface MailProvider {
  readonly name: string;
  /** Hard limit of one call, shorter than the lease on the message. */
  readonly send: (mail: OutgoingMail) => Promise<ProviderAnswer>;
  readonly close: () => Promise<void>;
}

/** A one-time code as a provider of short messages gets it. */
export interface OutgoingCode {
  /** The same at every attempt. */
  readonly messageId: string;
  readonly tenantId: string;
  readonly channel: 'sms' | 'whatsapp';
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** Whoever brings one-time codes to telephones. */
export interface OneTimeCodeSender {
  readonly name: string;
  readonly sendCode: (code: OutgoingCode) => Promise<ProviderAnswer>;
}

/** One call to a provider ends within this time, one way or the other. */
export const providerTimeoutMs = 30_000;
/** Nobody else touches a message for so long after somebody began to send it. */
export const leaseMs = 40_000;
/** What stays of the lease when the call has to be over: clocks and the network are not exact. */
export const leaseMarginMs = 5_000;
