import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { companyTree } from '../../../../api/contracts/companies.ts';
import { RecordLink } from '../../components/record-link.tsx';
import { api } from '../../lib/api/fetch-json.ts';
import { Card } from '../records/cards/card.tsx';

/** The group a company belongs to: what stands above it and below it. */
export function TreeCard({ companyId }: { companyId: string }) {
  const { t } = useTranslation('companies');
  const tree = useQuery({
    queryKey: ['companies', 'tree', companyId],
    queryFn: ({ signal }) => api.get<z.infer<typeof companyTree.response>>(`/v1/companies/${companyId}/tree`, undefined, signal),
  });
  const items = tree.data?.items ?? [];
  if (items.length < 2) return null;
  return (
    <Card title={t('tree.title')} count={items.length}>
      <TreeLevel items={items} parent={items[0]?.parentCompanyId ?? null} here={companyId} />
    </Card>
  );
}

type Item = z.infer<typeof companyTree.response>['items'][number];

/** Lists in lists: the levels are told by them, not only by the indent. */
function TreeLevel({ items, parent, here }: { items: readonly Item[]; parent: string | null; here: string }) {
  const { t } = useTranslation('companies');
  const own = items.filter((item) => (item.depth === 0 ? parent === item.parentCompanyId : item.parentCompanyId === parent));
  if (own.length === 0) return null;
  return (
    <ul className="cz-company-tree">
      {own.map((item) => (
        <li key={item.id}>
          {item.id === here ? (
            <strong aria-current="page" title={t('tree.here')}>
              {item.name}
            </strong>
          ) : (
            <RecordLink record={{ type: 'company', id: item.id, name: item.name }} />
          )}
          <TreeLevel items={items.filter((one) => one.depth > item.depth)} parent={item.id} here={here} />
        </li>
      ))}
    </ul>
  );
}
