import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import { RecordLink } from '../../../components/record-link.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { Card } from './card.tsx';

/** The deals of a contact or company. */
export function DealsCard({ of }: { of: { readonly contactId: string } | { readonly companyId: string } }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  const { can } = useSession();
  const deals = useQuery({
    queryKey: ['deals', 'of', of],
    queryFn: ({ signal }) => api.get<Page<Deal>>('/v1/deals', { ...of, limit: 20 }, signal),
    enabled: can('deals.read'),
  });
  if (!can('deals.read')) return null;
  const items = deals.data?.items ?? [];
  return (
    <Card title={t('deals.title')} count={items.length}>
      {deals.isSuccess && items.length === 0 && <p className="cz-card-empty">{t('deals.none')}</p>}
      <ul>
        {items.map((deal) => (
          <li key={deal.id} className="cz-card-row">
            <span className="cz-row">
              <RecordLink record={{ type: 'deal', id: deal.id, name: deal.name }} />
              <StatusChip of="deal" value={deal.status} />
            </span>
            <span className="cz-meta">{[deal.stageName, formats.money(deal.amountMinor, deal.currency)].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
