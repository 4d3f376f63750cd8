import { Button, Menu, MenuItem, PopoverNext, Tag } from '@blueprintjs/core';
import { GanttChart, More, Plus } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pipeline, Stage } from '../../../../../api/contracts/pipelines.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { PlanNote } from '../../../components/plan-note.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { usePipelines } from '../../deals/pipelines.ts';
import { StageForm } from '../components/stage-form.tsx';
import { StageList } from '../components/stage-list.tsx';

export function PipelinesPage() {
  return (
    <Gate permission="pipelines.write" otherwise="explain">
      <Pipelines />
    </Gate>
  );
}

interface Editing {
  readonly pipeline: Pipeline;
  readonly stage?: Stage;
}

function Pipelines() {
  const { t } = useTranslation('pipelines');
  usePageTitle(t('title'));
  const pipelines = usePipelines();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Editing | null>(null);
  return (
    <div className="cz-page cz-reading">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <span className="cz-spacer" />
        <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => setAdding(true)} />
      </header>
      <p className="cz-muted">{t('intro')}</p>
      <PlanNote feature="deals.multiPipelines" />
      {pipelines.isPending ? (
        <SkeletonRows rows={6} />
      ) : pipelines.error ? (
        <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} />
      ) : pipelines.items.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={GanttChart} title={t('none')}>
            {t('noneText')}
          </EmptyState>
        </div>
      ) : (
        pipelines.items.map((pipeline) => (
          <section key={pipeline.id} className="cz-panel" aria-label={pipeline.name}>
            <div className="cz-panel-head">
              <h2>{pipeline.name}</h2>
              {pipeline.isDefault && <Tag minimal>{t('default')}</Tag>}
              <span className="cz-spacer" />
              <Button size="small" variant="minimal" icon={<Plus />} text={t('stage.add')} onClick={() => setEditing({ pipeline })} />
              <PipelineMenu pipeline={pipeline} />
            </div>
            <StageList pipeline={pipeline} onEdit={(stage) => setEditing({ pipeline, stage })} />
          </section>
        ))
      )}
      <SidePanel isOpen={adding} onClose={() => setAdding(false)} title={t('new')}>
        <NewPipeline onDone={() => setAdding(false)} />
      </SidePanel>
      <SidePanel
        isOpen={editing !== null}
        onClose={() => setEditing(null)}
        title={editing?.stage ? t('stage.edit', { name: editing.stage.name }) : t('stage.add')}
      >
        {editing && <StageForm key={editing.stage?.id ?? 'new'} {...editing} onDone={() => setEditing(null)} />}
      </SidePanel>
    </div>
  );
}

function PipelineMenu({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useTranslation(['pipelines', 'components']);
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const [name, setName] = useState(pipeline.name);
  const done = {
    onSuccess: () => {
      setAsked(false);
      setRenaming(false);
      void client.invalidateQueries({ queryKey: ['pipelines'] });
    },
    onError: (error: unknown) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  };
  const change = useMutation({
    mutationFn: (body: object) => api.patch<Pipeline>(`/v1/pipelines/${pipeline.id}`, body, etagOf(pipeline.version)),
    ...done,
  });
  const archive = useMutation({ mutationFn: () => api.delete(`/v1/pipelines/${pipeline.id}`), ...done });
  return (
    <>
      <PopoverNext
        placement="bottom-end"
        arrow={false}
        content={
          <Menu>
            <MenuItem text={t('pipelines:rename')} onClick={() => setRenaming(true)} />
            {!pipeline.isDefault && <MenuItem text={t('pipelines:makeDefault')} onClick={() => change.mutate({ isDefault: true })} />}
            {!pipeline.isDefault && <MenuItem text={t('pipelines:archive')} onClick={() => setAsked(true)} />}
          </Menu>
        }
      >
        <Button size="small" variant="minimal" icon={<More />} aria-label={t('pipelines:actions', { name: pipeline.name })} />
      </PopoverNext>
      <ConfirmDialog
        isOpen={renaming}
        intent="primary"
        title={t('pipelines:rename')}
        verb={t('pipelines:rename')}
        busy={change.isPending}
        onConfirm={() => change.mutate({ name: name.trim() })}
        onClose={() => setRenaming(false)}
      >
        <TextField label={t('pipelines:name')} value={name} onChange={setName} maxLength={100} />
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked}
        title={t('pipelines:archiveTitle', { name: pipeline.name })}
        verb={t('pipelines:archiveVerb')}
        busy={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={() => setAsked(false)}
      >
        {t('pipelines:archiveText')}
      </ConfirmDialog>
    </>
  );
}

function NewPipeline({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('pipelines');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => {
      const names = t('firstStages').split(',');
      const kinds = ['won', 'lost'] as const;
      const stages = names.map((stage, index) => ({ name: stage.trim(), kind: kinds[index - (names.length - 2)] ?? 'open' }));
      return api.post<Pipeline>('/v1/pipelines', { name: name.trim(), stages });
    },
    onSuccess: (pipeline) => {
      void client.invalidateQueries({ queryKey: ['pipelines'] });
      void toast(t('created', { name: pipeline.name }), 'success');
      onDone();
    },
  });
  return (
    <form
      className="cz-stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <FormErrors error={create.error} />
      <TextField autoFocus required label={t('name')} hint={t('firstStages')} value={name} onChange={setName} maxLength={100} />
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={create.isPending} disabled={name.trim() === ''} text={t('create')} />
        <Button variant="minimal" text={t('cancel')} onClick={onDone} />
      </div>
    </form>
  );
}
