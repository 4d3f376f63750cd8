import { Button } from '@blueprintjs/core';
import { Plus } from '@blueprintjs/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DealItem } from '../../../../../api/contracts/deal-items.ts';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { Card } from '../../records/cards/card.tsx';
import { ItemForm } from './item-form.tsx';

/** Risks, pre-sales, legal and security matters of a deal, each with what happened last. */
export function DealItemsCard({ dealId, readOnly }: { dealId: string; readOnly: boolean }) {
  const { t } = useTranslation(['deals', 'components']);
  const client = useQueryClient();
  const key = ['deals', dealId, 'items'];
  const [open, setOpen] = useState<string | null>(null);
  const items = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<{ items: DealItem[] }>(`/v1/deals/${dealId}/items`, undefined, signal),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/v1/deals/${dealId}/items/${id}`),
    onSuccess: () => {
      setOpen(null);
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: ['timeline'] });
    },
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  });
  const list = items.data?.items ?? [];
  return (
    <Card
      title={t('deals:items.title')}
      count={list.filter((item) => item.closedAt === null).length}
      action={
        !readOnly && (
          <Button
            size="small"
            variant="minimal"
            icon={<Plus />}
            text={t('deals:items.add')}
            onClick={() => setOpen(open === 'new' ? null : 'new')}
          />
        )
      }
    >
      {open === 'new' && <ItemForm dealId={dealId} onDone={() => setOpen(null)} />}
      {items.isSuccess && list.length === 0 && open !== 'new' && <p className="cz-card-empty">{t('deals:items.none')}</p>}
      <ul>
        {list.map((item) => (
          <li key={item.id} className="cz-card-row">
            <ItemLines item={item} />
            {!readOnly && (
              <span className="cz-row">
                {item.kind === 'expansion' && item.closedAt === null && <ExpandButton dealId={dealId} item={item} />}
                <Button
                  size="small"
                  variant="minimal"
                  text={t('deals:items.change')}
                  aria-label={t('deals:items.changeOf', { name: item.title })}
                  aria-expanded={open === item.id}
                  onClick={() => setOpen(open === item.id ? null : item.id)}
                />
                <Button
                  size="small"
                  variant="minimal"
                  text={t('deals:items.remove')}
                  aria-label={t('deals:items.removeOf', { name: item.title })}
                  onClick={() => remove.mutate(item.id)}
                />
              </span>
            )}
            {open === item.id && <ItemForm dealId={dealId} item={item} onDone={() => setOpen(null)} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** A sign that there is more to sell becomes a deal of its own. */
function ExpandButton({ dealId, item }: { dealId: string; item: DealItem }) {
  const { t } = useTranslation(['deals', 'components']);
  const navigate = useNavigate();
  const expand = useMutation({
    mutationFn: () => api.post<Deal>(`/v1/deals/${dealId}/expansions`, { name: item.title.slice(0, 200), itemId: item.id }),
    onSuccess: (deal) => void navigate(`/deals/${deal.id}`),
    onError: (error) => {
      const words = problemWords(t, error);
      void toast(words.detail || words.title, 'danger');
    },
  });
  return (
    <Button
      size="small"
      variant="minimal"
      loading={expand.isPending}
      text={t('deals:items.expand')}
      aria-label={t('deals:items.expandOf', { name: item.title })}
      onClick={() => expand.mutate()}
    />
  );
}

function ItemLines({ item }: { item: DealItem }) {
  const { t } = useTranslation('deals');
  const formats = useFormats();
  const last = item.updates[0];
  const facts = [
    t(`items.kind.${item.kind}`),
    item.severity && t(`items.severity.${item.severity}`),
    t(`items.status.${item.status}`),
    item.owner?.name,
    item.dueOn && t('items.dueOn', { date: formats.date(item.dueOn) }),
  ];
  return (
    <>
      <strong>{item.title}</strong>
      <span className="cz-meta">{facts.filter(Boolean).join(', ')}</span>
      {item.details !== null && <span className="cz-meta">{item.details}</span>}
      {last?.body && <span className="cz-meta">{t('items.last', { text: last.body, when: formats.relative(last.createdAt) })}</span>}
    </>
  );
}
