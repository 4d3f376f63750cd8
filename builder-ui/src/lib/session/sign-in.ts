import type { z } from 'zod';
import type { signIn as signInEndpoint, signUp as signUpEndpoint } from '../../../../api/contracts/identity.ts';
import { api } from '../api/fetch-json.ts';

export type SignIn = z.input<typeof signInEndpoint.body & object>;
export type SignUp = z.input<typeof signUpEndpoint.body & object>;

export const signIn = (input: SignIn) => api.post<unknown>('/v1/sign-in', input);
export const signUp = (input: SignUp) => api.post<unknown>('/v1/sign-up', input);
export const signOut = () => api.post<unknown>('/v1/sign-out');
