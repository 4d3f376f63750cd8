/** How far business with a person has come. */
export const lifecycleStages = ['lead', 'prospect', 'customer', 'inactive'] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

/** What a company is to us. */
export const companyStatuses = ['prospect', 'customer', 'former', 'inactive'] as const;
export type CompanyStatus = (typeof companyStatuses)[number];

/** What part a person takes when their company buys. */
export const buyingRoles = ['decision_maker', 'champion', 'influencer', 'procurement', 'technical_evaluator'] as const;
export type BuyingRole = (typeof buyingRoles)[number];
