import { needs } from './policy.ts';

export const decisionPolicy = {
  read: needs('decisions.read'),
  decide: needs('decisions.decide'),
  configure: needs('decisions.configure'),
  /** Who may change a deal may ask for a decision about it, answer questions about it, and withdraw it. */
  ask: needs('deals.write'),
};
