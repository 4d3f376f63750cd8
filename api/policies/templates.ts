import { needs } from './policy.ts';

export const templatePolicy = {
  read: needs('templates.read'),
  write: needs('templates.write'),
};
