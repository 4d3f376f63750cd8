import { useRouteError } from 'react-router';
import { ErrorState } from '../../components/error-state.tsx';

/** What is shown when a page cannot be drawn: what failed, and a way on. */
export function RouteError() {
  const error = useRouteError();
  return (
    <div className="cz-page">
      <ErrorState page error={error} onRetry={() => location.reload()} />
    </div>
  );
}
