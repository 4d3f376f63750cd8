import { Button, ButtonGroup } from '@blueprintjs/core';
import { Maximize, Minus, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { CanvasControls } from './canvas.tsx';

/** Zoom by mouse; the keys are `-`, `=` and `0`. */
export function CanvasTools({ controls }: { controls: () => CanvasControls | null }) {
  const { t } = useTranslation('builder');
  return (
    <div className="cz-canvas-tools">
      <ButtonGroup vertical>
        <Button icon={<Plus />} aria-label={t('keys.zoomIn')} title={t('keys.zoomIn')} onClick={() => controls()?.zoomIn()} />
        <Button icon={<Minus />} aria-label={t('keys.zoomOut')} title={t('keys.zoomOut')} onClick={() => controls()?.zoomOut()} />
        <Button icon={<Maximize />} aria-label={t('keys.fit')} title={t('keys.fit')} onClick={() => controls()?.fit()} />
      </ButtonGroup>
    </div>
  );
}
