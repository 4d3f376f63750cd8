import { Button, Dialog, DialogBody } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useBuilder } from '../model/builder-context.ts';

interface StepChooserProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** Steps that may not be chosen, e.g. the one that asks. */
  readonly without: ReadonlySet<string>;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

/** Which step a path goes on at. */
export function StepChooser({ isOpen, title, without, onChoose, onClose, onClosed }: StepChooserProps) {
  const { t } = useTranslation('builder');
  const { drawing, definition } = useBuilder();
  useInertRoot(isOpen);
  const ids = drawing.layout.order.filter((id) => id !== definition.trigger.id && !without.has(id));
  return (
    <Dialog isOpen={isOpen} onClose={onClose} onClosed={onClosed} shouldReturnFocusOnClose={false} transitionDuration={100} title={title}>
      <DialogBody>
        {ids.length === 0 && <p>{t('chooser.nothing')}</p>}
        <ul className="cz-stack cz-chooser">
          {ids.map((id, index) => {
            const view = drawing.views.get(id);
            return (
              <li key={id}>
                <Button
                  variant="minimal"
                  fill
                  alignText="start"
                  // a dialog's focus begins at its first choice.
                  autoFocus={index === 0}
                  text={`${view?.number ?? 0} ${view?.name || view?.verb || ''} · ${view?.sentence ?? ''}`}
                  ellipsizeText
                  onClick={() => onChoose(id)}
                />
              </li>
            );
          })}
        </ul>
      </DialogBody>
    </Dialog>
  );
}
