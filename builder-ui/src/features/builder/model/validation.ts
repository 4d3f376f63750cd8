import type { Neighbour } from '../../../../../domain/automation/analysis/footprint.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { compile } from '../../../../../domain/automation/compile/compile.ts';
import type { PlanEstimate } from '../../../../../domain/automation/compile/estimate.ts';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';
import type { BusinessCalendar } from '../../../../../domain/calendar/calendar.ts';
import type { Catalogue } from '../../../../../domain/records/field-catalogue.ts';

/** What the compiler may know of the tenant, as plain data that can be posted to a worker. */
export interface TenantFacts {
  readonly catalogue: Catalogue;
  /** Undefined: not loaded, so not checked. */
  readonly templates?: readonly { readonly id: string; readonly name: string; readonly variables: readonly string[] }[];
  readonly users?: readonly { readonly id: string; readonly name: string; readonly active: boolean }[];
  readonly teams?: readonly { readonly id: string; readonly name: string; readonly activeMembers: number }[];
  readonly forms?: readonly { readonly id: string; readonly name: string }[];
  readonly webhooks?: readonly { readonly id: string; readonly name: string }[];
  readonly credentials?: readonly { readonly id: string; readonly name: string; readonly hosts: readonly string[] }[];
  readonly segments?: readonly { readonly id: string; readonly name: string; readonly entity: string }[];
  readonly exclusivityGroups?: readonly { readonly id: string; readonly name: string }[];
  /** The other automations at work. */
  readonly neighbours?: readonly Neighbour[];
  readonly calendar?: BusinessCalendar;
}

export interface Judged {
  readonly diagnostics: readonly Diagnostic[];
  readonly estimate: PlanEstimate | null;
}

/** The very compiler that publishing uses, so the builder never promises what the server refuses. */
export function judge(definition: AutomationDefinition, facts: TenantFacts): Judged {
  const { diagnostics, estimate } = compile(definition, {
    catalogue: facts.catalogue,
    ...(facts.templates && { template: finder(facts.templates) }),
    ...(facts.users && { user: finder(facts.users) }),
    ...(facts.teams && { team: finder(facts.teams) }),
    ...(facts.forms && { form: finder(facts.forms) }),
    ...(facts.webhooks && { inboundWebhook: finder(facts.webhooks) }),
    ...(facts.credentials && { credential: finder(facts.credentials) }),
    ...(facts.segments && { segment: finder(facts.segments) }),
    ...(facts.exclusivityGroups && { exclusivityGroup: finder(facts.exclusivityGroups) }),
    ...(facts.neighbours && { neighbours: { self: null, others: facts.neighbours } }),
    ...(facts.calendar && { calendar: facts.calendar }),
  });
  return { diagnostics, estimate };
}

function finder<T extends { readonly id: string }>(list: readonly T[]): (id: string) => T | null {
  const byId = new Map(list.map((one) => [one.id, one]));
  return (id) => byId.get(id) ?? null;
}
