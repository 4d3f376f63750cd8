import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CreateLeadBody, Lead } from '../../../../../api/contracts/leads.ts';
import { type LeadSource, leadSources } from '../../../../../domain/records/lead-rules.ts';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TagsField } from '../../../components/tags-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { type CustomValues, DemandedFields } from '../../records/facts/demanded-fields.tsx';
import { UserSelect } from '../../records/user-select.tsx';

const texts = ['firstName', 'lastName', 'email', 'phone', 'companyName', 'jobTitle'] as const;
type TextName = (typeof texts)[number];
const types: Readonly<Partial<Record<TextName, string>>> = { email: 'email', phone: 'tel' };

interface NewLeadFormProps {
  readonly onDone: (lead: Lead) => void;
  readonly onCancel: () => void;
}

/** A lead entered by hand. An e-mail that exists leads to the lead that has it, or makes a second one on purpose. */
export function NewLeadForm({ onDone, onCancel }: NewLeadFormProps) {
  const { t } = useTranslation(['leads', 'records']);
  const client = useQueryClient();
  const id = useId();
  const [form, setForm] = useState<Record<TextName, string>>({
    firstName: '',
    lastName: '',
    email: '',
    phone: '',
    companyName: '',
    jobTitle: '',
  });
  const [source, setSource] = useState<LeadSource>('manual');
  const [owner, setOwner] = useState<string | null>(null);
  const [tags, setTags] = useState<string[]>([]);
  const [custom, setCustom] = useState<CustomValues>({});
  const create = useMutation({
    mutationFn: (allowDuplicate: boolean) => {
      const written = Object.fromEntries(texts.filter((name) => form[name].trim() !== '').map((name) => [name, form[name].trim()]));
      const body: CreateLeadBody = {
        ...written,
        source,
        tags,
        custom,
        ...(owner && { ownerUserId: owner }),
        ...(allowDuplicate && { allowDuplicate }),
      };
      return api.post<Lead>('/v1/leads', body);
    },
    onSuccess: (lead) => {
      void client.invalidateQueries({ queryKey: ['leads'] });
      void toast(t('leads:created', { name: lead.name }), 'success');
      onDone(lead);
    },
  });
  const problem = isProblem(create.error) ? create.error : undefined;
  const existing = problem?.status === 409 && typeof problem.extra.existingId === 'string' ? problem.extra.existingId : undefined;
  const ids = Object.fromEntries(texts.map((name) => [`/${name}`, `${id}-${name}`]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(false);
  };
  return (
    <form className="cz-stack" onSubmit={submit} noValidate>
      {existing ? (
        <Banner
          boxed
          intent="warning"
          action={
            <Button size="small" text={t('leads:duplicate.createAnyway')} loading={create.isPending} onClick={() => create.mutate(true)} />
          }
        >
          {t('leads:duplicate.exists')} <Link to={`/leads/${existing}`}>{t('leads:duplicate.open')}</Link>
        </Banner>
      ) : (
        <FormErrors error={create.error} ids={ids} />
      )}
      <div className="cz-form" data-columns="2">
        {texts.map((name, index) => (
          <TextField
            key={name}
            id={`${id}-${name}`}
            label={t(`records:field.${name}`)}
            type={types[name] ?? 'text'}
            value={form[name]}
            autoFocus={index === 0}
            autoComplete="off"
            error={problem?.fieldError(`/${name}`)}
            onChange={(value) => setForm({ ...form, [name]: value })}
          />
        ))}
        <SelectField
          label={t('records:field.source')}
          value={source}
          onChange={setSource}
          choices={leadSources.map((value) => ({ value, label: t(`records:source.${value}`) }))}
        />
        <UserSelect label={t('records:field.ownerUserId')} value={owner} onChange={setOwner} error={problem?.fieldError('/ownerUserId')} />
        <DemandedFields entity="lead" values={custom} onChange={setCustom} error={(pointer) => problem?.fieldError(pointer)} />
      </div>
      <TagsField label={t('records:field.tags')} values={tags} onChange={setTags} placeholder={t('leads:tagsHint')} />
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={create.isPending} text={t('leads:create')} />
        <Button variant="minimal" text={t('records:cancel')} onClick={onCancel} />
      </div>
    </form>
  );
}
