import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../../../domain/json.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { runsApi } from '../../runs/api/runs-api.ts';
import type { RunDetail } from '../../runs/api/runs-api.ts';

interface CorrectDialogProps {
  readonly run: RunDetail;
  readonly busy: boolean;
  readonly onCorrect: (work: () => Promise<RunDetail>) => void;
  readonly onClose: () => void;
}

interface Slot {
  /** Null: a variable. */
  readonly step: string | null;
  readonly name: string;
  readonly label: string;
  readonly value: Json;
}

/** Words, numbers and yes or no can be put right here; what refers to records is left to whoever knows their ids. */
function slotsOf(run: RunDetail): readonly Slot[] {
  const plain = (value: Json) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const titles = new Map(run.steps.map((step) => [step.step, step.title]));
  return [
    ...Object.entries(run.variables).map(([name, value]) => ({ step: null, name, label: name, value })),
    ...Object.entries(run.outputs).flatMap(([step, values]) =>
      Object.entries(values).map(([name, value]) => ({ step, name, label: `${titles.get(step) ?? step}: ${name}`, value })),
    ),
  ].filter((slot) => plain(slot.value));
}

export function CorrectDialog({ run, busy, onCorrect, onClose }: CorrectDialogProps) {
  const { t } = useTranslation('operations');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const slots = slotsOf(run);
  const nameOf = (slot: Slot) => `${slot.step ?? ''}/${slot.name}`;
  const changed = slots.filter((slot) => typed[nameOf(slot)] !== undefined && typed[nameOf(slot)] !== String(slot.value));
  const wrong = (slot: Slot) => {
    const text = typed[nameOf(slot)];
    return text !== undefined && valueOf(slot, text) === undefined;
  };
  const confirm = () => {
    const variables: Record<string, Json> = {};
    const outputs: Record<string, Record<string, Json>> = {};
    for (const slot of changed) {
      const value = valueOf(slot, typed[nameOf(slot)] ?? '') ?? null;
      if (slot.step === null) variables[slot.name] = value;
      else (outputs[slot.step] ??= {})[slot.name] = value;
    }
    onCorrect(() => runsApi.correct(run.id, { variables, outputs }));
  };
  return (
    <ConfirmDialog
      isOpen
      intent="primary"
      title={t('run.correctTitle', { record: run.record.name })}
      verb={t('run.correctVerb')}
      busy={busy || changed.length === 0 || slots.some(wrong)}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t(slots.length === 0 ? 'run.nothingToCorrect' : 'run.correctText')}</p>
      {slots.map((slot) => (
        <TextField
          key={nameOf(slot)}
          label={slot.label}
          value={typed[nameOf(slot)] ?? String(slot.value)}
          maxLength={2_000}
          error={wrong(slot) ? t(`run.wrong.${typeof slot.value}`) : undefined}
          onChange={(text) => setTyped({ ...typed, [nameOf(slot)]: text })}
        />
      ))}
    </ConfirmDialog>
  );
}

/** What was typed, as a value of the kind that was there; undefined if it is none. */
function valueOf(slot: Slot, text: string): Json | undefined {
  if (typeof slot.value === 'number') return text.trim() === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
  if (typeof slot.value === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  return text;
}
