import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { FormErrors } from '../../components/form-errors.tsx';
import { TextField } from '../../components/text-field.tsx';
import { toast } from '../../components/toaster.ts';
import { api } from '../../lib/api/fetch-json.ts';
import { isProblem } from '../../lib/api/problem.ts';
import { useSession } from '../../lib/session/session.tsx';
import { DemandedFields, type CustomValues } from './facts/demanded-fields.tsx';
import { UserSelect } from './user-select.tsx';

export interface TextInput {
  readonly name: string;
  readonly type?: string;
  readonly required?: boolean;
}

interface NewRecordFormProps<T> {
  readonly path: 'contacts' | 'companies' | 'deals';
  readonly texts: readonly TextInput[];
  /** Fields that are not text, with what they add to the request. */
  readonly more?: ReactNode;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly onDone: (record: T) => void;
  readonly onCancel: () => void;
}

const entities = { contacts: 'contact', companies: 'company', deals: 'deal' } as const;

/** The form of a new contact, company or deal: texts, an owner, and what else the kind needs. */
export function NewRecordForm<T extends { readonly name: string }>({ path, texts, more, extra, onDone, onCancel }: NewRecordFormProps<T>) {
  const { t } = useTranslation('records');
  const { me } = useSession();
  const client = useQueryClient();
  const id = useId();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [owner, setOwner] = useState<string | null>(me.user.id);
  const [note, setNote] = useState('');
  const [custom, setCustom] = useState<CustomValues>({});
  const create = useMutation({
    mutationFn: (allowDuplicate: boolean) => {
      const written = Object.entries(values).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()] as const]));
      return api.post<T>(`/v1/${path}`, {
        ...Object.fromEntries(written),
        ...extra,
        ...(note.trim() !== '' && { note }),
        custom,
        ownerUserId: owner,
        ...(allowDuplicate && { onDuplicate: 'allow' }),
      });
    },
    onSuccess: (record) => {
      void client.invalidateQueries({ queryKey: [path] });
      void toast(t('list.created', { name: record.name }), 'success');
      onDone(record);
    },
  });
  const problem = isProblem(create.error) ? create.error : undefined;
  const error = (pointer: string) => problem?.fieldError(pointer);
  const isTaken = problem?.status === 409 && problem.errors.some((one) => one.code?.startsWith('duplicate_'));
  const existing = typeof problem?.extra.existingId === 'string' ? problem.extra.existingId : undefined;
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(false);
      }}
    >
      {isTaken ? (
        <Banner
          boxed
          intent="warning"
          action={<Button size="small" text={t('taken.createAnyway')} loading={create.isPending} onClick={() => create.mutate(true)} />}
        >
          {t('taken.exists')} {existing && <Link to={`/${path}/${existing}`}>{t('taken.open')}</Link>}
        </Banner>
      ) : (
        <FormErrors error={create.error} ids={Object.fromEntries(texts.map(({ name }) => [`/${name}`, `${id}-${name}`]))} />
      )}
      <div className="cz-form" data-columns="2">
        {texts.map(({ name, type, required }, index) => (
          <TextField
            key={name}
            id={`${id}-${name}`}
            label={t(`field.${name}`)}
            type={type ?? 'text'}
            required={required}
            autoFocus={index === 0}
            autoComplete="off"
            value={values[name] ?? ''}
            error={error(`/${name}`)}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ))}
        {more}
        <DemandedFields entity={entities[path]} values={custom} onChange={setCustom} error={error} />
        <TextField wide lines={3} label={t('field.note')} value={note} error={error('/note')} onChange={setNote} />
        <UserSelect label={t('field.ownerUserId')} value={owner} onChange={setOwner} error={error('/ownerUserId')} />
      </div>
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={create.isPending} text={t('list.create')} />
        <Button variant="minimal" text={t('cancel')} onClick={onCancel} />
      </div>
    </form>
  );
}
