import { useTranslation } from 'react-i18next';
import type { Place } from '../draft/graph.ts';
import { useBuilder } from '../model/builder-context.ts';
import type { Editing } from '../model/editing.ts';
import { RemoveDialog } from '../panels/dialogs.tsx';
import { StepChooser } from '../picker/step-chooser.tsx';
import { StepPicker } from '../picker/step-picker.tsx';

/** What a choice of a step is for: to go on at it, or to find it. */
export type Choosing = { readonly kind: 'join'; readonly from: string; readonly outcome: string } | { readonly kind: 'find' } | null;

interface PickersProps {
  readonly place: Place | null;
  readonly choosing: Choosing;
  readonly removing: string | null;
  readonly editing: Editing;
  readonly onPlace: (place: Place | null) => void;
  readonly onChoosing: (choosing: Choosing) => void;
  readonly onRemoving: (id: string | null) => void;
  readonly onInserted: (id: string) => void;
  readonly onClosed: () => void;
}

/** The questions the canvas asks: which step to insert, where to go on, which branch stays. One at a time. */
export function Pickers({ place, choosing, removing, editing, onPlace, onChoosing, onRemoving, onInserted, onClosed }: PickersProps) {
  const { t } = useTranslation('builder');
  const { store } = useBuilder();
  return (
    <>
      <StepPicker
        place={place}
        onClose={() => onPlace(null)}
        onClosed={onClosed}
        onPick={(type) => {
          const id = place === null ? null : editing.insert(place, type);
          onPlace(null);
          if (id !== null) onInserted(id);
        }}
        onJoin={() => {
          if (place !== null && 'from' in place) onChoosing({ kind: 'join', ...place });
          onPlace(null);
        }}
      />
      <StepChooser
        isOpen={choosing !== null}
        title={t(choosing?.kind === 'find' ? 'chooser.find' : 'chooser.join')}
        without={new Set(choosing?.kind === 'join' ? [choosing.from] : [])}
        onChoose={(id) => {
          if (choosing?.kind === 'join') editing.join(choosing.from, choosing.outcome, id);
          else store.standOn({ kind: 'step', id });
          onChoosing(null);
        }}
        onClose={() => onChoosing(null)}
        onClosed={onClosed}
      />
      <RemoveDialog
        id={removing}
        onRemove={(id, keep) => {
          editing.remove(id, keep);
          onClosed();
        }}
        onClose={() => onRemoving(null)}
      />
    </>
  );
}
