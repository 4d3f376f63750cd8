import { needs } from './policy.ts';

export const userPolicy = { read: needs('users.read'), write: needs('users.write') };
export const teamPolicy = { read: needs('teams.read'), write: needs('teams.write') };
export const rolePolicy = { read: needs('roles.read'), write: needs('roles.write') };
export const apiKeyPolicy = { write: needs('api_keys.write') };
