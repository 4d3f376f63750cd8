import { useQueryClient } from '@tanstack/react-query';
import { Dialog, DialogBody } from '@blueprintjs/core';
import { type Ref, useImperativeHandle, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../lib/session/session.tsx';
import { useInertRoot } from '../../../lib/use-inert-root.ts';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { toast } from '../../../components/toaster.ts';
import { etagOf } from '../../../lib/api/fetch-json.ts';
import { type Automation, automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import type { ImpactChoice } from '../../operations/api/operations-api.ts';
import { ResumeDialog } from '../../operations/components/resume-dialog.tsx';
import { useBuilder, useDraft } from '../model/builder-context.ts';
import type { Change } from '../model/changes.ts';
import type { Autosave } from '../model/use-autosave.ts';
import { ChangeList } from '../panels/change-list.tsx';
import { ConflictDialog } from '../panels/dialogs.tsx';
import { DraftBar } from '../panels/draft-bar.tsx';
import { PublishDialog } from '../panels/publish-dialog.tsx';
import { TextView } from '../panels/text-view.tsx';

export interface LifeCycleHandle {
  publish(): void;
}

interface LifeCycleProps {
  readonly ref: Ref<LifeCycleHandle>;
  readonly automation: Automation;
  readonly autosave: Autosave;
  readonly changes: readonly Change[];
  readonly outline: { readonly shown: boolean; readonly toggle: () => void; readonly fixed: boolean };
  readonly onShowProblems: () => void;
}

type Asking = 'publish' | 'text' | 'resume' | 'pause' | 'archive' | 'changes' | null;

/** Draft to version, running to paused and back: the bar on top with the questions it asks. */
export function LifeCycle({ ref, automation, autosave, changes, outline, onShowProblems }: LifeCycleProps) {
  const { t } = useTranslation('builder');
  const { t: components } = useTranslation('components');
  const { store, definition, diagnostics, words, readOnly } = useBuilder();
  const { history } = useDraft(store);
  const { can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<Asking>(null);
  useInertRoot(asking === 'changes');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  useImperativeHandle(ref, () => ({ publish: () => setAsking('publish') }));

  const act = async (work: () => Promise<Automation | undefined>, said: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const after = await work();
      if (after !== undefined) autosave.rebase(etagOf(after.version));
      setAsking(null);
      void toast(said, 'success');
      await client.invalidateQueries({ queryKey: automationKeys.all });
    } catch (error) {
      const refused = problemWords(components, error);
      setProblem([refused.title, refused.detail].filter(Boolean).join(' '));
      if (asking !== 'publish') void toast(`${refused.title}. ${refused.detail ?? ''}`, 'danger');
    } finally {
      setBusy(false);
    }
  };
  // What a pause holds is no event: the number in the question has to be asked for.
  const ask = (question: 'pause' | 'resume') => {
    void client.invalidateQueries({ queryKey: automationKeys.one(automation.id) });
    setAsking(question);
  };
  const requests = automation.publishNeedsApproval || !can('automations.publish');
  const publish = (runs: readonly ImpactChoice[], canary: number | null, note: string) =>
    act(
      async () => {
        if (!(await autosave.flush())) throw new Error(t('save.failed'));
        if (requests) {
          await automationsApi.requestPublish(automation.id, autosave.etag, { note, runs, canary });
          return undefined;
        }
        const published = await automationsApi.publish(automation.id, autosave.etag, runs, canary);
        autosave.rebase(etagOf(published.version));
        return undefined;
      },
      t(requests ? 'publish.requested' : canary === null ? 'publish.done' : 'publish.trying', { name: definition.name }),
    );
  const copy = () =>
    act(async () => {
      const made = await automationsApi.create({ ...definition, name: t('conflict.copyName', { name: definition.name }) });
      autosave.takeTheirs();
      await navigate(`/automations/${made.id}/edit`);
      return undefined;
    }, t('conflict.copied'));
  return (
    <>
      <DraftBar
        automation={automation}
        name={definition.name}
        onRename={(name) => store.dispatch({ type: 'settings', change: { name } })}
        save={autosave.state}
        onSaveNow={() => void autosave.flush()}
        changes={changes}
        onShowChanges={() => setAsking('changes')}
        onShowText={() => setAsking('text')}
        errors={errors}
        canEdit={!readOnly}
        undo={{ can: history.undo.length > 0, run: () => store.undo() }}
        redo={{ can: history.redo.length > 0, run: () => store.redo() }}
        outline={outline}
        onPublish={() => setAsking('publish')}
        onPause={() => ask('pause')}
        onResume={() => ask('resume')}
        onArchive={() => setAsking('archive')}
      />
      <PublishDialog
        isOpen={asking === 'publish'}
        automation={automation}
        changes={changes}
        errors={errors}
        warnings={diagnostics.length - errors}
        busy={busy}
        problem={problem}
        onBefore={() => autosave.flush()}
        onPublish={(runs, canary, note) => void publish(runs, canary, note)}
        onShowProblems={() => {
          setAsking(null);
          onShowProblems();
        }}
        onClose={() => setAsking(null)}
      />
      <ResumeDialog
        isOpen={asking === 'resume'}
        automationId={automation.id}
        busy={busy}
        onResume={(catchUp, hours) => void act(() => automationsApi.resume(automation.id, catchUp, hours), t('resume.done'))}
        onClose={() => setAsking(null)}
      />
      <ConfirmDialog
        isOpen={asking === 'pause'}
        intent="primary"
        title={t('pause.title', { name: definition.name })}
        verb={t('pause.verb')}
        busy={busy}
        onConfirm={() => void act(() => automationsApi.pause(automation.id), t('pause.done'))}
        onClose={() => setAsking(null)}
      >
        <p>{t('pause.text', { count: automation.counts.waiting + automation.counts.running })}</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === 'archive'}
        title={t('archive.title', { name: definition.name })}
        verb={t('archive.verb')}
        busy={busy}
        onConfirm={() => void act(() => automationsApi.archive(automation.id), t('archive.done'))}
        onClose={() => setAsking(null)}
      >
        <p>{t('archive.text', { count: automation.counts.waiting + automation.counts.held })}</p>
      </ConfirmDialog>
      <Dialog
        isOpen={asking === 'changes'}
        onClose={() => setAsking(null)}
        title={t('changes.title', { number: automation.liveNumber ?? 0 })}
      >
        <DialogBody>
          {automation.live && <ChangeList changes={changes} before={automation.live} after={definition} words={words} />}
        </DialogBody>
      </Dialog>
      <TextView isOpen={asking === 'text'} definition={definition} onClose={() => setAsking(null)} />
      <ConflictDialog
        state={autosave.state}
        onTakeTheirs={autosave.takeTheirs}
        onKeepOurs={autosave.keepOurs}
        onKeepCopy={() => void copy()}
      />
    </>
  );
}
