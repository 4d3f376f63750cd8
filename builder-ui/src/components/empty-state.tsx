import type { ReactNode } from 'react';
import type { IconComponent } from '../lib/feature.ts';
import './components.css';

interface EmptyStateProps {
  readonly icon: IconComponent;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Inside a card rather than filling a page. */
  readonly inline?: boolean;
  /** It is all there is on the page, so its title is the page's. */
  readonly page?: boolean;
}

/** Nothing to show, and what to do about it: first use, all done, filtered away, no right. */
export function EmptyState({ icon: Icon, title, children, action, inline = false, page = false }: EmptyStateProps) {
  return (
    <div className="cz-empty" data-inline={inline}>
      <span className="cz-empty-icon" aria-hidden>
        <Icon size={20} />
      </span>
      {page ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p>{children}</p>}
      {action && <div className="cz-empty-action">{action}</div>}
    </div>
  );
}
