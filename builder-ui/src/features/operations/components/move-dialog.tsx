import { Radio, RadioGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { useDrawing } from '../../builder/canvas/read-canvas.tsx';
import { useWords } from '../../builder/model/use-words.ts';
import type { RunDetail } from '../../runs/api/runs-api.ts';
import { runsApi } from '../../runs/api/runs-api.ts';

interface MoveDialogProps {
  readonly run: RunDetail;
  /** Where it stands goes on elsewhere; or everything it waits for is dropped for one step. */
  readonly kind: 'move' | 'start';
  /** The live version, if it is another. */
  readonly newer: number | null;
  readonly busy: boolean;
  readonly onMove: (work: () => Promise<RunDetail>) => void;
  readonly onClose: () => void;
}

/** Another version, another step: what the run goes on with, chosen step by step. */
export function MoveDialog({ run, kind, newer, busy, onMove, onClose }: MoveDialogProps) {
  const { t } = useTranslation('operations');
  const [version, setVersion] = useState(kind === 'move' && newer !== null ? newer : run.version);
  const [map, setMap] = useState<Readonly<Record<string, string>>>({});
  const other = useQuery({
    queryKey: [...automationKeys.one(run.automation.id), 'versions', version],
    queryFn: ({ signal }) => automationsApi.version(run.automation.id, String(version), signal),
    enabled: version !== run.version,
  });
  const definition = version === run.version ? run.definition : other.data?.definition;
  const drawing = useDrawing(definition ?? run.definition, useWords(definition ?? run.definition, useLookups()));
  const steps = useMemo(
    () =>
      (definition?.nodes ?? []).map((node) => {
        const view = drawing.views.get(node.id);
        return { value: node.id, label: `${view?.number ?? ''} ${view?.name || view?.verb || node.type}`.trim() };
      }),
    [definition, drawing],
  );
  const standing = useMemo(
    () => [...new Set([...run.waits.map((wait) => wait.step), ...run.ready, ...(run.heldStep ? [run.heldStep] : [])])],
    [run],
  );
  const titles = new Map(run.waits.map((wait) => [wait.step, wait.title]));
  const targetOf = (step: string) => map[step] ?? steps.find((one) => one.value === step)?.value ?? '';
  const places = kind === 'start' ? ['start'] : standing;
  const missing = places.some((step) => targetOf(step) === '');
  const confirm = () => {
    const to = version === run.version ? {} : { version };
    if (kind === 'start') return onMove(() => runsApi.startFrom(run.id, { step: targetOf('start'), ...to }));
    return onMove(() => runsApi.move(run.id, { map: Object.fromEntries(standing.map((step) => [step, targetOf(step)])), ...to }));
  };
  return (
    <ConfirmDialog
      isOpen
      intent="primary"
      title={t(kind === 'start' ? 'run.startTitle' : 'run.moveTitle', { record: run.record.name })}
      verb={t(kind === 'start' ? 'run.startVerb' : 'run.moveVerb')}
      busy={busy || missing || definition === undefined}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t(kind === 'start' ? 'run.startText' : 'run.moveText')}</p>
      {newer !== null && (
        <RadioGroup
          label={t('run.which')}
          selectedValue={String(version)}
          onChange={(event) => setVersion(Number(event.currentTarget.value))}
        >
          <Radio value={String(run.version)} label={t('run.own', { number: run.version })} />
          <Radio value={String(newer)} label={t('run.live', { number: newer })} />
        </RadioGroup>
      )}
      {other.error ? (
        <ErrorState inline error={other.error} onRetry={() => void other.refetch()} />
      ) : definition === undefined ? (
        <SkeletonRows rows={2} />
      ) : (
        places.map((step) => (
          <SelectField
            key={step}
            label={kind === 'start' ? t('run.from') : t('run.goesOn', { step: titles.get(step) ?? step })}
            value={targetOf(step)}
            choices={[{ value: '', label: t('run.choose') }, ...steps]}
            onChange={(target) => setMap({ ...map, [step]: target })}
          />
        ))
      )}
    </ConfirmDialog>
  );
}
