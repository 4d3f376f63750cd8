import type { Problem } from '../errors/errors.ts';

export const leadStatuses = ['new', 'contacted', 'qualified', 'nurture', 'disqualified', 'converted'] as const;
export type LeadStatus = (typeof leadStatuses)[number];

export const leadSources = ['web', 'referral', 'manual', 'import', 'campaign', 'other'] as const;
export type LeadSource = (typeof leadSources)[number];

/** From where to where a person or a step may take a lead; conversion is the only way to `converted`, and nothing leads away from it. */
export const leadTransitions: Readonly<Record<LeadStatus, readonly LeadStatus[]>> = {
  new: ['contacted', 'qualified', 'nurture', 'disqualified'],
  contacted: ['qualified', 'nurture', 'disqualified'],
  qualified: ['contacted', 'nurture', 'disqualified'],
  nurture: ['contacted', 'qualified', 'disqualified'],
  disqualified: ['new', 'contacted', 'nurture'],
  converted: [],
};

/** Scores are whole numbers between these. */
export const scoreRange = { min: 0, max: 1000 } as const;

/** What must be known of a lead for anybody to be able to work it: somebody, or a way to reach them. */
export function leadIdentityProblems(lead: {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly companyName?: string | null | undefined;
}): readonly Problem[] {
  const known = [lead.firstName, lead.lastName, lead.email, lead.phone, lead.companyName].some(
    (value) => typeof value === 'string' && value !== '',
  );
  return known
    ? []
    : [{ pointer: '', code: 'lead_without_identity', detail: 'Give a name, an e-mail address, a phone number or a company.' }];
}

/** Why a status may not be taken; empty when it may. Leaving a status for itself is no change and always fine. */
export function leadStatusProblems(
  from: LeadStatus,
  to: LeadStatus,
  given: { readonly statusReason?: string | null; readonly followUpAt?: Date | null },
): readonly Problem[] {
  if (from === to) return [];
  if (to === 'converted') {
    return [
      {
        pointer: '/status',
        code: 'lead_status_by_conversion',
        detail: 'A lead becomes converted by converting it, not by setting its status.',
      },
    ];
  }
  if (from === 'converted') return [{ pointer: '/status', code: 'lead_converted', detail: 'A converted lead keeps its status.' }];
  if (!leadTransitions[from].includes(to)) {
    const detail = `A lead that is ${from} cannot become ${to}; it can become ${leadTransitions[from].join(', ')}.`;
    return [{ pointer: '/status', code: 'lead_status_transition', detail }];
  }
  if (to === 'disqualified' && !given.statusReason) {
    return [{ pointer: '/statusReason', code: 'lead_status_reason_required', detail: 'Say why the lead is disqualified.' }];
  }
  if (to === 'nurture' && !given.followUpAt) {
    return [{ pointer: '/followUpAt', code: 'lead_follow_up_required', detail: 'Say when to follow up with the lead.' }];
  }
  return [];
}

/** The status after a touch: the first time somebody is reached, a new lead counts as contacted. */
export function leadStatusAfterTouch(status: LeadStatus, outcome: string | null): LeadStatus {
  return status === 'new' && outcome === 'connected' ? 'contacted' : status;
}
