/** What somebody does for a company beside its owner. */
export const accountRoles = ['account_manager', 'presales', 'manager', 'support', 'other'] as const;
export type AccountRole = (typeof accountRoles)[number];
