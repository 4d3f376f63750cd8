import { QueryClient } from '@tanstack/react-query';
import { isProblem } from './api/problem.ts';

/** One cache for the whole page. A refusal is final; only a lost connection or a broken server is worth another try. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && (!isProblem(error) || error.status === 0 || error.status >= 500),
      retryDelay: (attempt) => Math.min(400 * 2 ** attempt, 3_000),
    },
    mutations: { retry: false },
  },
});
