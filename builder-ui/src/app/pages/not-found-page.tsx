import { PathSearch } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../../components/empty-state.tsx';

export function NotFoundPage() {
  const { t } = useTranslation('app');
  return (
    <div className="cz-page">
      <EmptyState page icon={PathSearch} title={t('notFound.title')} action={<Link to="/home">{t('notFound.home')}</Link>}>
        {t('notFound.text')}
      </EmptyState>
    </div>
  );
}
