import { Button, FormGroup, TextArea } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PublishRequest } from '../../../../../api/contracts/publish-requests.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { problemWords } from '../../../components/problem-words.ts';
import { toast } from '../../../components/toaster.ts';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { type Automation, automationKeys } from '../../automations/api/automations-api.ts';
import { useLookups } from '../../builder/api/lookups.ts';
import { changesBetween } from '../../builder/model/changes.ts';
import { useWords } from '../../builder/model/use-words.ts';
import { ChangeList } from '../../builder/panels/change-list.tsx';
import './operations.css';

const openOf = (automationId?: string) => ({
  queryKey: [...automationKeys.all, 'publish-requests', automationId ?? 'all'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    api.get<Page<PublishRequest>>('/v1/publish-requests', { status: 'open', automationId }, signal),
  refetchInterval: 15_000,
});

/** The request that waits for a second person, with what it would change and what to do about it. */
export function PublishRequestPanel({ automation }: { automation: Automation }) {
  const { t } = useTranslation(['operations', 'components']);
  const formats = useFormats();
  const { me, can } = useSession();
  const client = useQueryClient();
  const requests = useQuery(openOf(automation.id));
  const [asking, setAsking] = useState<'approve' | 'refuse' | null>(null);
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const request = requests.data?.items[0];
  const act = useMutation({
    mutationFn: (what: 'approve' | 'refuse' | 'withdraw') =>
      api.post<PublishRequest>(`/v1/publish-requests/${request?.id ?? ''}/${what}`, what === 'refuse' ? { reason } : {}),
    onSuccess: async (_done, what) => {
      void toast(t(`operations:request.${what}Done`), 'success');
      await client.invalidateQueries({ queryKey: automationKeys.all });
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(`${words.title}. ${words.detail ?? ''}`, 'danger');
    },
    onSettled: () => setAsking(null),
  });
  if (request === undefined) return null;
  const own = request.requestedBy.id === me.user.id;
  return (
    <section className="cz-panel cz-panel-body cz-stack" aria-labelledby="cz-request-title">
      <div className="cz-row cz-row-wrap">
        <h2 id="cz-request-title">{t('operations:request.title', { number: automation.nextNumber })}</h2>
        <span className="cz-spacer" />
        {own && <Button text={t('operations:request.withdraw')} loading={act.isPending} onClick={() => act.mutate('withdraw')} />}
        {!own && can('automations.publish') && (
          <>
            <Button text={t('operations:request.refuse')} onClick={() => setAsking('refuse')} />
            <Button intent="primary" disabled={request.stale} text={t('operations:request.approve')} onClick={() => setAsking('approve')} />
          </>
        )}
      </div>
      <p>
        {t('operations:request.by', { name: request.requestedBy.name, at: formats.dateTime(request.requestedAt) })}
        {request.note !== '' && `: “${request.note}”`}
      </p>
      {request.stale && <p role="status">{t('operations:request.stale')}</p>}
      <Changes automation={automation} request={request} />
      <p>
        {t('operations:impact.result', request.impact)}
        {request.canary !== null && ` ${t('operations:request.canary', { count: request.canary })}`}
      </p>
      <ConfirmDialog
        isOpen={asking === 'approve'}
        intent="primary"
        title={t('operations:request.approveTitle', { name: automation.name })}
        verb={t('operations:request.approveVerb')}
        busy={act.isPending}
        onConfirm={() => act.mutate('approve')}
        onClose={() => setAsking(null)}
      >
        <p>{t('operations:request.approveText')}</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === 'refuse'}
        title={t('operations:request.refuseTitle', { name: automation.name })}
        verb={t('operations:request.refuseVerb')}
        busy={act.isPending}
        onConfirm={() => reason.trim() !== '' && act.mutate('refuse')}
        onClose={() => setAsking(null)}
      >
        <FormGroup label={t('operations:request.reason')} labelFor={reasonId}>
          <TextArea id={reasonId} fill required maxLength={2_000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </FormGroup>
      </ConfirmDialog>
    </section>
  );
}

function Changes({ automation, request }: { automation: Automation; request: PublishRequest }) {
  const { t } = useTranslation('operations');
  const asked = request.definition as unknown as AutomationDefinition; // only what compiled can be requested
  const words = useWords(asked, useLookups());
  if (automation.live === null) return <p>{t('request.first')}</p>;
  return <ChangeList changes={changesBetween(automation.live, asked)} before={automation.live} after={asked} words={words} />;
}

/** What waits to be published, in the inbox of those who may approve it. */
export function PublishInbox() {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  const { me, can } = useSession();
  const requests = useQuery({ ...openOf(), enabled: can('automations.publish') });
  const waiting = (requests.data?.items ?? []).filter((one) => one.requestedBy.id !== me.user.id && !one.stale);
  if (waiting.length === 0) return null;
  return (
    <section className="cz-panel cz-panel-body" aria-labelledby="cz-publish-inbox">
      <h2 id="cz-publish-inbox">{t('request.inbox', { count: waiting.length })}</h2>
      <ul className="cz-stack">
        {waiting.map((one) => (
          <li key={one.id} className="cz-row cz-row-wrap">
            <b>
              <Link to={`/automations/${one.automation.id}`}>{one.automation.name}</Link>
            </b>
            <span className="cz-meta">
              {t('request.by', { name: one.requestedBy.name, at: formats.dateTime(one.requestedAt) })}
              {one.note !== '' && `: “${one.note}”`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
