import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/banner.tsx';
import { useFormats } from '../../lib/use-formats.ts';

/** Says that a record is archived: it can be read and brought back, not changed. */
export function ArchivedBanner({ archivedAt }: { archivedAt: string | null }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  if (archivedAt === null) return null;
  return (
    <Banner boxed intent="warning">
      {t('archive.banner', { when: formats.dateTime(archivedAt) })}
    </Banner>
  );
}
