/** What a person has to say in a deal. */
export const dealContactRoles = ['decision_maker', 'influencer', 'other'] as const;
export type DealContactRole = (typeof dealContactRoles)[number];

/** A deal has one primary company, and others beside: a partner, the buying group. */
export const dealCompanyRoles = ['primary', 'secondary'] as const;
export type DealCompanyRole = (typeof dealCompanyRoles)[number];
