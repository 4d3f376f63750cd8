import type { FieldRules } from './field-values.ts';

/** What has to be settled on the way to a deal. */
export const dealItemKinds = ['risk', 'presales', 'legal', 'security', 'expansion'] as const;
export type DealItemKind = (typeof dealItemKinds)[number];

export const dealItemStatuses = ['open', 'in_progress', 'waiting', 'done', 'dropped'] as const;
export type DealItemStatus = (typeof dealItemStatuses)[number];

export const severities = ['low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

export const dealItemFields = {
  title: { kind: 'line', max: 300, required: true },
  details: { kind: 'lines', max: 10_000 },
  status: { kind: 'option', options: dealItemStatuses, required: true },
  severity: { kind: 'option', options: severities },
  dueOn: { kind: 'date' },
  ownerUserId: { kind: 'reference' },
} as const satisfies FieldRules;

export function isSettled(status: DealItemStatus): boolean {
  return status === 'done' || status === 'dropped';
}
