import { Button } from '@blueprintjs/core';
import { ChevronRight } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Conversion, ConversionView, ConvertLeadBody } from '../../../../../api/contracts/conversion.ts';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import { Banner } from '../../../components/banner.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { Gate } from '../../../components/gate.tsx';
import { RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { newKey } from '../../../lib/new-key.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { CompanyChoice, ContactChoice, DealChoice } from './choices.tsx';
import type { Choices } from './choices.tsx';
import { bodyOf, initialChoices, isComplete } from './choices-of.ts';
import '../qualification/qualification.css';

/** What the lead becomes: for each record the person chooses one that is there, or what a new one holds. */
export function ConvertPage() {
  const { id = '' } = useParams();
  const lead = useQuery({ queryKey: ['leads', id], queryFn: ({ signal }) => api.get<Lead>(`/v1/leads/${id}`, undefined, signal) });
  const view = useQuery({
    queryKey: ['leads', id, 'conversion'],
    queryFn: ({ signal }) => api.get<ConversionView>(`/v1/leads/${id}/conversion`, undefined, signal),
  });
  const error = lead.error ?? view.error;
  if (error && (!lead.data || !view.data))
    return <ErrorState page error={error} onRetry={() => void Promise.all([lead.refetch(), view.refetch()])} />;
  if (!lead.data || !view.data) return <PageSkeleton />;
  return (
    <Gate permission="leads.convert" otherwise="explain">
      <LoadedPage key={id} lead={lead.data} view={view.data} />
    </Gate>
  );
}

function LoadedPage({ lead, view }: { lead: Lead; view: ConversionView }) {
  const { t } = useTranslation('leads');
  const title = t('convert.title', { name: lead.name });
  usePageTitle(title);
  return (
    <div className="cz-page">
      <nav aria-label={t('title')} className="cz-row cz-meta">
        <Link to="/leads">{t('title')}</Link>
        <ChevronRight size={12} />
        <Link to={`/leads/${lead.id}`}>{lead.name}</Link>
        <ChevronRight size={12} />
      </nav>
      <header className="cz-page-head">
        <h1>{title}</h1>
      </header>
      {view.conversion ? <Result conversion={view.conversion} /> : <ConvertForm lead={lead} view={view} />}
    </div>
  );
}

function Result({ conversion }: { conversion: Conversion }) {
  const { t } = useTranslation('leads');
  const formats = useFormats();
  const records = [conversion.contact, conversion.company, conversion.deal].filter((one) => one !== null);
  return (
    <section className="cz-panel cz-panel-body cz-stack" aria-label={t('convert.result')}>
      <p>
        {t('convert.done', {
          when: formats.dateTime(conversion.convertedAt),
          who: conversion.convertedBy?.name ?? t('convert.automation'),
        })}
      </p>
      <ul className="cz-stack">
        {records.map((record) => (
          <li key={record.id} className="cz-row">
            <RecordLink record={record} withIcon />
            <span className="cz-meta">
              {conversion.created.some((type) => type === record.type) ? t('convert.wasCreated') : t('convert.wasLinked')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ConvertForm({ lead, view }: { lead: Lead; view: ConversionView }) {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const [choices, setChoices] = useState<Choices>(() => initialChoices(view));
  // One key for all tries of this page: a click that is repeated because the answer was lost converts once.
  const [key] = useState(newKey);
  const convert = useMutation({
    mutationFn: (body: ConvertLeadBody) =>
      api.post<Conversion>(`/v1/leads/${lead.id}/convert`, body, { idempotencyKey: `${key}-${JSON.stringify(body).length}` }),
    onSuccess: () => {
      void toast(t('convert.toast', { name: lead.name }));
      void client.invalidateQueries({ queryKey: ['leads'] });
      for (const stale of ['contacts', 'companies', 'deals', 'runs', 'timeline']) void client.invalidateQueries({ queryKey: [stale] });
    },
    onError: () => void client.invalidateQueries({ queryKey: ['leads', lead.id] }),
  });
  const { currency } = useSession().me.tenant;
  const blocked = view.blockers.length > 0;
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        convert.mutate(bodyOf(choices, currency));
      }}
    >
      {blocked && (
        <Banner boxed intent="warning" action={<Link to={`/leads/${lead.id}?panel=qualification`}>{t('qualification.edit')}</Link>}>
          {view.blockers.map((one) => one.detail).join(' ')}
        </Banner>
      )}
      <FormErrors error={convert.error} />
      <div className="cz-convert">
        <CompanyChoice view={view} value={choices.company} onChange={(company) => setChoices({ ...choices, company })} />
        <ContactChoice view={view} value={choices.contact} onChange={(contact) => setChoices({ ...choices, contact })} />
        <DealChoice value={choices.deal} onChange={(deal) => setChoices({ ...choices, deal })} />
      </div>
      <p className="cz-meta">
        {t('convert.carries')} {view.openRuns > 0 && t('convert.runsExit', { count: view.openRuns })}
      </p>
      <div className="cz-row">
        <Button
          type="submit"
          intent="primary"
          disabled={blocked || !isComplete(choices, currency)}
          loading={convert.isPending}
          text={t('convert.verb')}
        />
        <Link to={`/leads/${lead.id}`}>{t('convert.back')}</Link>
      </div>
    </form>
  );
}
