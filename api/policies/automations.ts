import { needs } from './policy.ts';

export const automationPolicy = {
  read: needs('automations.read'),
  write: needs('automations.write'),
  publish: needs('automations.publish'),
  enrol: needs('runs.enroll'),
};

export const runPolicy = { read: needs('runs.read'), write: needs('runs.write') };
