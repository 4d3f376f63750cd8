import { createBrowserRouter, Navigate } from 'react-router';
import { BootSkeleton } from '../components/skeleton.tsx';
import { features } from './features.ts';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RouteError } from './pages/route-error.tsx';
import { Frame } from './shell/frame.tsx';

/** Signed-out pages stand beside the frame, everything else inside it. The address is the state of the page. */
export const router = createBrowserRouter([
  ...features
    .flatMap((feature) => [...(feature.publicRoutes ?? [])])
    .map((route) => ({ ...route, ErrorBoundary: RouteError, HydrateFallback: BootSkeleton })),
  {
    path: '/',
    Component: Frame,
    HydrateFallback: BootSkeleton,
    ErrorBoundary: RouteError,
    children: [
      { index: true, element: <Navigate to="/home" replace /> },
      {
        // Errors of a page are shown inside the frame: the navigation stays usable.
        ErrorBoundary: RouteError,
        children: [...features.flatMap((feature) => [...feature.routes]), { path: '*', Component: NotFoundPage }],
      },
    ],
  },
]);
