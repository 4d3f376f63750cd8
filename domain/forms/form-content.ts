import type { FormRecord } from './form-records.ts';

/** What a question of a form is answered with. */
export const formControls = ['text', 'long_text', 'email', 'phone', 'url', 'number', 'date', 'checkbox', 'select', 'multiselect'] as const;
export type FormControl = (typeof formControls)[number];

export interface FormOption {
  readonly value: string;
  readonly label: string;
}

/** One field of a form, in the order in which it stands there. */
export interface FormField {
  /** Names the input; letters, digits, underscores and dashes. */
  readonly id: string;
  /** A field of the record (`email`, `custom.budget`) or of one beside it (`company.name`), or null: the answer is kept with the submission and the event only. */
  readonly field: string | null;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  /** Not shown: its value comes from the address of the page, or is the default. */
  readonly hidden: boolean;
  /** The parameter in the address that fills a hidden field. */
  readonly param: string;
  readonly defaultValue: string;
  readonly width: 'full' | 'half';
  /** For answers without a field; a field of a record brings its own. */
  readonly control: FormControl;
  readonly options: readonly FormOption[];
}

/** Everything a designer decides about a form. A published version keeps it unchanged. */
export interface FormContent {
  readonly title: string;
  readonly intro: string;
  readonly fields: readonly FormField[];
  readonly submitLabel: string;
  readonly consent: { readonly text: string; readonly required: boolean } | null;
  readonly after: { readonly kind: 'message'; readonly text: string } | { readonly kind: 'redirect'; readonly url: string };
  readonly look: { readonly color: string; readonly logoUrl: string | null };
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Somebody who answers faster than this is no person. */
  readonly minSeconds: number;
  /** Web origins that may show the form in a frame and be redirected to; empty: any may show it. */
  readonly allowedOrigins: readonly string[];
  /** What happens to fields that the record has already. */
  readonly existing: 'update' | 'fill_empty';
  /** The kind of record that a submission is about; a lead when nothing is said. */
  readonly makes?: FormRecord | undefined;
}

/** An input that no person sees; whatever fills it in is a machine. */
export const honeypotName = 'website_confirm';
/** The signed proof of when the page was opened. */
export const pageTokenName = '_page';
export const consentName = '_consent';
export const pageUrlName = '_url';
export const referrerName = '_referrer';

export const maxFormFields = 60;
