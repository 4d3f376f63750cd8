import { InfoSign, WarningSign } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import './components.css';

interface BannerProps {
  readonly intent?: 'none' | 'primary' | 'success' | 'warning' | 'danger';
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** A card among others rather than a strip across the page. */
  readonly boxed?: boolean;
}

/** A sentence above the content that changes what its buttons mean. */
export function Banner({ intent = 'primary', children, action, boxed = false }: BannerProps) {
  const Icon = intent === 'warning' || intent === 'danger' ? WarningSign : InfoSign;
  return (
    <div className="cz-banner" data-intent={intent} data-boxed={boxed} role={intent === 'danger' ? 'alert' : 'status'}>
      <Icon size={14} />
      <span className="cz-spacer">{children}</span>
      {action}
    </div>
  );
}
