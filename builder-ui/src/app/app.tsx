import { BlueprintProvider } from '@blueprintjs/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { RouterProvider } from 'react-router';
import { BootSkeleton } from '../components/skeleton.tsx';
import { HotkeysProvider } from '../lib/hotkeys/hotkeys.tsx';
import { queryClient } from '../lib/query-client.ts';
import { SessionProvider } from '../lib/session/session.tsx';
import { router } from './router.tsx';

export function App() {
  return (
    <BlueprintProvider>
      <QueryClientProvider client={queryClient}>
        <SessionProvider>
          <HotkeysProvider>
            <Suspense fallback={<BootSkeleton />}>
              <RouterProvider router={router} />
            </Suspense>
          </HotkeysProvider>
        </SessionProvider>
      </QueryClientProvider>
    </BlueprintProvider>
  );
}
