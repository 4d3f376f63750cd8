import { needs } from './policy.ts';

export const automationPolicy = {
  read: needs('automations.read'),
  write: needs('automations.write'),
  publish: needs('automations.publish'),
  enrol: needs('runs.enroll'),
  /** Whether publishing needs a second person. */
  setPolicy: needs('tenant.write'),
};

export const runPolicy = { read: needs('runs.read'), write: needs('runs.write') };
