import { Button, Tag } from '@blueprintjs/core';
import { ArrowDown, ArrowUp, Edit, Trash } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pipeline, Stage } from '../../../../../api/contracts/pipelines.ts';
import { conditionWords } from '../../../../../domain/expressions/sentence.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useCustomFields } from '../../records/facts/custom-fields.ts';
import '../../records/cards/cards.css';

/** The stages of a pipeline in their order; each can be moved, edited, removed. */
export function StageList({ pipeline, onEdit }: { pipeline: Pipeline; onEdit: (stage: Stage) => void }) {
  const { t } = useTranslation('pipelines');
  const formats = useFormats();
  const client = useQueryClient();
  const demands = useDemandWords();
  const [removing, setRemoving] = useState<Stage | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: ['pipelines'] });
  const order = useMutation({
    mutationFn: (stageOrder: readonly string[]) =>
      api.patch<Pipeline>(`/v1/pipelines/${pipeline.id}`, { stageOrder }, etagOf(pipeline.version)),
    onSettled: refresh,
  });
  const move = (index: number, step: 1 | -1) => {
    const ids = pipeline.stages.map((stage) => stage.id);
    const [moved] = ids.splice(index, 1);
    if (moved === undefined) return;
    ids.splice(index + step, 0, moved);
    order.mutate(ids);
  };
  return (
    <>
      <FormErrors error={order.error} />
      <ol className="cz-stages">
        {pipeline.stages.map((stage, index) => (
          <li key={stage.id} className="cz-card-row">
            <span className="cz-row">
              <span className="cz-muted">{index + 1}</span>
              <strong className="cz-truncate">{stage.name}</strong>
              {stage.kind !== 'open' && <Tag minimal>{t(`stage.kinds.${stage.kind}`)}</Tag>}
              <span className="cz-meta">{formats.percent(stage.probability / 100)}</span>
              <span className="cz-spacer" />
              <Button
                size="small"
                variant="minimal"
                icon={<ArrowUp />}
                disabled={index === 0 || order.isPending}
                aria-label={t('stage.up', { name: stage.name })}
                onClick={() => move(index, -1)}
              />
              <Button
                size="small"
                variant="minimal"
                icon={<ArrowDown />}
                disabled={index === pipeline.stages.length - 1 || order.isPending}
                aria-label={t('stage.down', { name: stage.name })}
                onClick={() => move(index, 1)}
              />
              <Button
                size="small"
                variant="minimal"
                icon={<Edit />}
                aria-label={t('stage.edit', { name: stage.name })}
                onClick={() => onEdit(stage)}
              />
              <Button
                size="small"
                variant="minimal"
                icon={<Trash />}
                disabled={pipeline.stages.length === 1}
                aria-label={t('stage.removeTitle', { name: stage.name })}
                onClick={() => setRemoving(stage)}
              />
            </span>
            {demands(stage) !== '' && <span className="cz-meta">{t('stage.requires', { fields: demands(stage) })}</span>}
          </li>
        ))}
      </ol>
      {removing !== null && <RemoveStage key={removing.id} pipeline={pipeline} stage={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

/** Asks where the deals go before the stage does. */
function RemoveStage({ pipeline, stage, onClose }: { pipeline: Pipeline; stage: Stage; onClose: () => void }) {
  const { t } = useTranslation('pipelines');
  const client = useQueryClient();
  const others = pipeline.stages.filter((one) => one.id !== stage.id);
  const [moveTo, setMoveTo] = useState(others.find((one) => one.kind === stage.kind)?.id ?? others[0]?.id ?? '');
  const remove = useMutation({
    mutationFn: () => api.delete<Pipeline>(`/v1/stages/${stage.id}?moveTo=${moveTo}`),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['pipelines'] });
      void client.invalidateQueries({ queryKey: ['deals'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      title={t('stage.removeTitle', { name: stage.name })}
      verb={t('stage.removeVerb')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <div className="cz-stack">
        <FormErrors error={remove.error} />
        <p>{t('stage.removeText')}</p>
        <SelectField
          label={t('stage.moveTo')}
          value={moveTo}
          choices={others.map((one) => ({ value: one.id, label: one.name }))}
          onChange={setMoveTo}
        />
      </div>
    </ConfirmDialog>
  );
}

/** What a stage demands, in words. */
function useDemandWords(): (stage: Stage) => string {
  const { t } = useTranslation(['pipelines', 'records']);
  const custom = useCustomFields('deal');
  const label = (field: string) => custom.find((one) => `custom.${one.key}` === field)?.label ?? t(`records:field.${field}`);
  return ({ exitCriteria: { requiredFields, nextStep, condition } }) =>
    [
      ...requiredFields.map(label),
      ...(nextStep ? [t('pipelines:stage.nextStep')] : []),
      ...(condition === null ? [] : [conditionWords(condition)]),
    ].join(', ');
}
