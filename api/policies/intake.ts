import { needs } from './policy.ts';

export const formPolicy = { read: needs('forms.read'), write: needs('forms.write') };
export const credentialPolicy = { read: needs('credentials.read'), write: needs('credentials.write') };
export const webhookPolicy = { read: needs('webhooks.read'), write: needs('webhooks.write') };
