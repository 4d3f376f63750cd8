import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { useLookups } from '../../builder/api/lookups.ts';

/** The group the automation is in and the segments it keeps out, with links to both; nothing where there is neither. */
export function EnrolmentFacts({ definition }: { definition: AutomationDefinition }) {
  const { t } = useTranslation('automations');
  const lookups = useLookups();
  const { exclusive, suppression } = definition.enrollment;
  const group = lookups.exclusivityGroups.find((one) => one.id === exclusive?.group);
  const names = (suppression?.segments ?? [])
    .map((id) => lookups.segments.find((one) => one.id === id)?.name ?? t('facts.gone'))
    .join(', ');
  return (
    <>
      {exclusive !== undefined && (
        <>
          <dt>{t('facts.group')}</dt>
          <dd>
            {group === undefined ? (
              t('facts.gone')
            ) : (
              <Link to={`/exclusivity-groups?group=${group.id}`}>
                {t('facts.groupOf', { name: group.name, priority: exclusive.priority })}
              </Link>
            )}
          </dd>
        </>
      )}
      {suppression !== undefined && (
        <>
          <dt>{t('facts.keptOut')}</dt>
          <dd>{suppression.leave ? t('facts.keptOutLeave', { names }) : names}</dd>
        </>
      )}
    </>
  );
}
