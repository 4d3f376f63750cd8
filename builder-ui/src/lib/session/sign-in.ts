import { api } from '../api/fetch-json.ts';

export interface SignIn {
  readonly email: string;
  readonly password: string;
}

export interface SignUp {
  readonly tenantName: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly timeZone: string;
}

export const signIn = (input: SignIn) => api.post<unknown>('/v1/sign-in', input);
export const signUp = (input: SignUp) => api.post<unknown>('/v1/sign-up', input);
export const signOut = () => api.post<unknown>('/v1/sign-out');
