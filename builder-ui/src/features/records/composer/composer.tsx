import { Button, Tab, Tabs, TextArea } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordPointer } from '../../../../../api/contracts/records.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { TaskForm } from '../cards/task-form.tsx';
import { TouchForm } from '../touch/touch-form.tsx';
import { useRefreshWork } from '../touch/use-log-touch.ts';
import { type Colleague, useColleagues } from '../users.ts';
import './composer.css';

export const composerTabs = ['note', 'call', 'email', 'sms', 'meeting', 'task'] as const;
export type ComposerTab = (typeof composerTabs)[number];

interface ComposerProps {
  readonly record: RecordPointer;
  readonly tab: ComposerTab;
  readonly onTab: (tab: ComposerTab) => void;
}

/** Where something about a record is written down: a note, a touch with its next step, a task. */
export function Composer({ record, tab, onTab }: ComposerProps) {
  const { t } = useTranslation('records');
  const [round, setRound] = useState(0);
  const restart = () => setRound((count) => count + 1);
  const panel = (id: ComposerTab) => {
    if (id === 'note') return <NoteForm record={record} />;
    if (id === 'task') return <TaskForm key={round} records={[record]} onDone={restart} />;
    return <TouchForm key={`${id}${round}`} record={record} type={id} outcome={undefined} onDone={restart} />;
  };
  return (
    <section className="cz-composer" id="composer" aria-label={t('composer.label')}>
      <Tabs
        id="composer-tabs"
        selectedTabId={tab}
        renderActiveTabPanelOnly
        onChange={(next) => onTab(composerTabs.find((one) => one === next) ?? 'note')}
      >
        {composerTabs.map((id) => (
          <Tab key={id} id={id} title={t(`composer.tab.${id}`)} panel={panel(id)} />
        ))}
      </Tabs>
    </section>
  );
}

/** A note whose draft survives leaving the page. */
function NoteForm({ record }: { record: RecordPointer }) {
  const { t } = useTranslation('records');
  const id = useId();
  const [body, setBody] = useDraft(`note.${record.type}.${record.id}`);
  const refresh = useRefreshWork();
  const colleagues = useColleagues();
  const started = /(?:^|\s)@([\p{L}\p{N}.'-]{0,30})$/u.exec(body)?.[1];
  const offered =
    started === undefined ? [] : colleagues.filter((one) => one.name.toLowerCase().startsWith(started.toLowerCase())).slice(0, 5);
  const mention = (name: string) => setBody(`${body.slice(0, body.length - (started ?? '').length)}${name} `);
  const write = useMutation({
    mutationFn: () => api.post('/v1/notes', { record, body: body.trim(), mentions: mentionedIn(body, colleagues) }),
    onSuccess: () => {
      setBody('');
      void toast(t('composer.noteSaved'), 'success');
      refresh();
    },
  });
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate();
      }}
    >
      <FormErrors error={write.error} />
      <label className="cz-hidden" htmlFor={id}>
        {t('composer.tab.note')}
      </label>
      <TextArea
        id={id}
        fill
        autoResize
        rows={2}
        placeholder={t('composer.notePlaceholder')}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && body.trim() !== '') write.mutate();
        }}
      />
      {offered.length > 0 && (
        <div className="cz-row cz-row-wrap" role="group" aria-label={t('composer.mentions')}>
          {offered.map((one) => (
            <Button
              key={one.id}
              size="small"
              text={`@${one.name}`}
              aria-label={t('composer.mention', { name: one.name })}
              onClick={() => {
                mention(one.name);
                document.getElementById(id)?.focus();
              }}
            />
          ))}
        </div>
      )}
      <div className="cz-row">
        <Button type="submit" intent="primary" disabled={body.trim() === ''} loading={write.isPending} text={t('composer.saveNote')} />
        {body !== '' && <span className="cz-meta">{t('composer.draftKept')}</span>}
      </div>
    </form>
  );
}

/** Whom a note names as `@Name`. */
function mentionedIn(text: string, colleagues: readonly Colleague[]): readonly string[] {
  return colleagues.filter((one) => text.includes(`@${one.name}`)).map((one) => one.id);
}

function useDraft(name: string): [string, (text: string) => void] {
  const key = `cadenza.draft.${name}`;
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '');
  useEffect(() => {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  }, [key, text]);
  return [text, setText];
}
