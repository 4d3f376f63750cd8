import { needs } from './policy.ts';

export const importPolicy = {
  read: needs('imports.read'),
  write: needs('imports.write'),
};
