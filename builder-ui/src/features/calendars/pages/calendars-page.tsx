import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Calendar } from '../../../../../api/contracts/calendars.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { PeopleTabs } from '../../settings/components/people-tabs.tsx';
import { calendarsKey, type Hours, useWorkspaceCalendar } from '../calendars.ts';
import { Absences } from '../components/absences.tsx';
import { HoursFields } from '../components/hours-fields.tsx';

/** The hours and holidays of the workspace, and who is away. */
export function CalendarsPage() {
  const { t } = useTranslation(['calendars', 'settings']);
  usePageTitle(t('title'));
  const { can } = useSession();
  return (
    <Gate permission="calendars.read" otherwise="explain">
      <div className="cz-page cz-reading">
        <header className="cz-page-head">
          <h1>{t('settings:people')}</h1>
          <PeopleTabs active="calendars" />
        </header>
        <div className="cz-stack">
          <Panel title={t('workspace')}>
            <Workspace />
          </Panel>
          <Panel title={t('away')}>
            <Absences of={{ kind: 'all' }} readOnly={!can('calendars.write')} />
          </Panel>
        </div>
      </div>
    </Gate>
  );
}

function Panel({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="cz-panel" aria-label={title}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{title}</h2>
      </div>
      <div className="cz-panel-body">{children}</div>
    </section>
  );
}

function Workspace() {
  const calendar = useWorkspaceCalendar();
  if (calendar.error) return <ErrorState error={calendar.error} onRetry={() => void calendar.refetch()} />;
  if (calendar.data === undefined) return <SkeletonRows rows={7} />;
  if (calendar.data === null) return null;
  return <WorkspaceForm key={`${calendar.data.id}/${calendar.data.version}`} calendar={calendar.data} />;
}

function WorkspaceForm({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('calendars');
  const { can } = useSession();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Hours>({ timeZone: calendar.timeZone, week: calendar.week, exceptions: calendar.exceptions });
  const save = useMutation({
    mutationFn: () => api.patch<Calendar>(`/v1/calendars/${calendar.id}`, draft, etagOf(calendar.version)),
    onSuccess: async () => {
      void toast(t('saved'), 'success');
      await client.invalidateQueries({ queryKey: calendarsKey });
    },
  });
  const readOnly = !can('calendars.write');
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      <p className="cz-muted">{t('workspaceHint')}</p>
      <HoursFields value={draft} onChange={setDraft} readOnly={readOnly} error={save.error} />
      {!readOnly && (
        <div>
          <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
        </div>
      )}
    </form>
  );
}
