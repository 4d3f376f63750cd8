import { type ReactNode, useId } from 'react';
import './cards.css';

/** A titled box beside a record. */
export function Card({
  title,
  count,
  action,
  children,
}: {
  title: string;
  count?: number | undefined;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="cz-panel cz-card" aria-labelledby={id}>
      <div className="cz-panel-head">
        <h2 id={id} className="cz-label">
          {title}
        </h2>
        {count !== undefined && count > 0 && <span className="cz-count">{count}</span>}
        <span className="cz-spacer" />
        {action}
      </div>
      {children}
    </section>
  );
}
