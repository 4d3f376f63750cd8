import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LinkedDeals } from '../../../../../api/contracts/deal-links.ts';
import { RecordLink } from '../../../components/record-link.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { Card } from './card.tsx';

/** The deals a contact or company is in, and which part it has in each. */
export function DealsCard({ of }: { of: { readonly path: 'contacts' | 'companies'; readonly id: string } }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  const { can } = useSession();
  const deals = useQuery({
    queryKey: ['deals', 'of', of.path, of.id],
    queryFn: ({ signal }) => api.get<LinkedDeals>(`/v1/${of.path}/${of.id}/deals`, undefined, signal),
    enabled: can('deals.read'),
  });
  if (!can('deals.read')) return null;
  const items = deals.data?.items ?? [];
  return (
    <Card title={t('deals.title')} count={items.length}>
      {deals.isSuccess && items.length === 0 && <p className="cz-card-empty">{t('deals.none')}</p>}
      <ul>
        {items.map(({ deal, status, stageName, amountMinor, currency, role, isMain }) => (
          <li key={deal.id} className="cz-card-row">
            <span className="cz-row">
              <RecordLink record={deal} />
              <StatusChip of="deal" value={status} />
            </span>
            <span className="cz-meta">
              {[
                stageName,
                formats.money(amountMinor, currency),
                role === 'other' ? (isMain ? t('deals.main') : null) : t(`deals.role.${role}`),
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
