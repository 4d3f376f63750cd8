import type { Neighbour } from '../analysis/footprint.ts';
import type { BusinessCalendar } from '../../calendar/calendar.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { Catalogue } from '../../records/field-catalogue.ts';

/**
 * What the compiler may know of the tenant. Look-ups that are left out are not checked, so the builder can compile while it types; publishing
 * gives them all.
 */
export interface CompileContext {
  readonly catalogue: Catalogue;
  /** Null: there is no such template. */
  readonly template?: (id: string) => TemplateFacts | null;
  readonly user?: (id: string) => { readonly name: string; readonly active: boolean } | null;
  readonly team?: (id: string) => { readonly name: string; readonly activeMembers: number } | null;
  readonly stage?: (id: string) => { readonly name: string } | null;
  readonly automation?: (id: string) => { readonly name: string; readonly subject: SubjectType; readonly live: boolean } | null;
  readonly credential?: (id: string) => { readonly name: string; readonly hosts: readonly string[] } | null;
  /** `about`: the kinds of record that come of a submission. */
  readonly form?: (id: string) => { readonly name: string; readonly about?: readonly SubjectType[] } | null;
  readonly inboundWebhook?: (id: string) => { readonly name: string } | null;
  /** Null: there is no such segment. */
  readonly segment?: (id: string) => { readonly name: string; readonly entity: string } | null;
  /** Null: there is no such exclusivity group. */
  readonly exclusivityGroup?: (id: string) => { readonly name: string } | null;
  /** The automations at work; `self` is the one that is compiled, if it is among them. */
  readonly neighbours?: { readonly self: string | null; readonly others: readonly Neighbour[] };
  /** The calendar that business time is counted in. */
  readonly calendar?: BusinessCalendar;
}

export interface TemplateFacts {
  readonly name: string;
  /** Field paths that the current version uses, e.g. `lead.firstName`. */
  readonly variables: readonly string[];
}
