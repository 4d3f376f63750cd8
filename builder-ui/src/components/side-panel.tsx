import { Button, Drawer } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../lib/use-inert-root.ts';
import './components.css';

interface SidePanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
}

/** A panel over the right edge, with the role, name and focus return that Blueprint's Drawer lacks. */
export function SidePanel({ isOpen, onClose, title, children, footer, width = 440 }: SidePanelProps) {
  const { t } = useTranslation('components');
  const titleId = useId();
  const opener = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (isOpen && document.activeElement instanceof HTMLElement) opener.current = document.activeElement;
  }, [isOpen]);
  useInertRoot(isOpen);
  return (
    <Drawer
      isOpen={isOpen}
      onClose={onClose}
      onClosed={() => opener.current?.focus()}
      size={`min(${width}px, 100vw)`}
      transitionDuration={150}
      shouldReturnFocusOnClose
    >
      <div className="cz-side-panel" role="dialog" aria-modal="true" aria-labelledby={titleId}>
        <div className="cz-side-panel-head">
          <h2 id={titleId} className="cz-spacer">
            {title}
          </h2>
          <Button variant="minimal" icon={<Cross />} aria-label={t('close')} onClick={onClose} />
        </div>
        <div className="cz-side-panel-body">{children}</div>
        {footer && <div className="cz-side-panel-foot">{footer}</div>}
      </div>
    </Drawer>
  );
}
