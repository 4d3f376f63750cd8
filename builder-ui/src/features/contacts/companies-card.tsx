import { Button, HTMLSelect } from '@blueprintjs/core';
import { Cross, Plus } from '@blueprintjs/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { companyRelations, type Contact } from '../../../../api/contracts/contacts.ts';
import { problemWords } from '../../components/problem-words.ts';
import { RecordLink } from '../../components/record-link.tsx';
import { toast } from '../../components/toaster.ts';
import { api } from '../../lib/api/fetch-json.ts';
import { Card } from '../records/cards/card.tsx';
import { RecordPicker } from '../records/record-picker.tsx';

type Relation = (typeof companyRelations)[number];

/** Further companies a contact has to do with, and how. */
export function CompaniesCard({ contact, readOnly }: { contact: Contact; readOnly: boolean }) {
  const { t } = useTranslation(['contacts', 'components']);
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const change = useMutation({
    mutationFn: async ({ companyId, relation }: { companyId: string; relation: Relation | null }) => {
      const path = `/v1/contacts/${contact.id}/companies/${companyId}`;
      return relation === null ? api.delete<Contact>(path) : (await api.put<Contact>(path, { relation })).data;
    },
    onSuccess: (data) => {
      client.setQueryData(['contacts', contact.id], data);
      void client.invalidateQueries({ queryKey: ['timeline'] });
      setAdding(false);
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  });
  const linked = contact.companies.map((one) => one.company.id);
  return (
    <Card
      title={t('contacts:companies.title')}
      count={contact.companies.length}
      action={
        !readOnly && (
          <Button size="small" variant="minimal" icon={<Plus />} text={t('contacts:companies.add')} onClick={() => setAdding(!adding)} />
        )
      }
    >
      {contact.companies.length === 0 && !adding && <p className="cz-card-empty">{t('contacts:companies.none')}</p>}
      <ul>
        {contact.companies.map(({ company, relation }) => (
          <li key={company.id} className="cz-card-row">
            <span className="cz-row">
              <RecordLink record={company} />
              <span className="cz-spacer" />
              <HTMLSelect
                minimal
                disabled={readOnly}
                aria-label={company.name}
                value={relation}
                options={companyRelations.map((value) => ({ value, label: t(`contacts:companies.relation.${value}`) }))}
                onChange={(event) => {
                  const chosen = companyRelations.find((one) => one === event.target.value);
                  if (chosen) change.mutate({ companyId: company.id, relation: chosen });
                }}
              />
              {!readOnly && (
                <Button
                  size="small"
                  variant="minimal"
                  icon={<Cross size={12} />}
                  aria-label={t('contacts:companies.unlink', { name: company.name })}
                  onClick={() => change.mutate({ companyId: company.id, relation: null })}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {adding && (
        <div className="cz-panel-body">
          <RecordPicker
            bare
            autoFocus
            path="companies"
            label={t('contacts:companies.add')}
            value={null}
            without={[...linked, ...(contact.companyId === null ? [] : [contact.companyId])]}
            onChange={(company) => company && change.mutate({ companyId: company.id, relation: 'other' })}
          />
        </div>
      )}
    </Card>
  );
}
