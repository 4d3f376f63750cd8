import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../lib/use-formats.ts';
import { useUserName } from '../users.ts';

/** Names and values of fields, as people read them: for histories and conflicts. */
export function useFieldWords(): { label: (field: string) => string; value: (field: string, value: unknown) => string } {
  const { t } = useTranslation(['records', 'components']);
  const formats = useFormats();
  const userName = useUserName();
  const label = (field: string) => t(`records:field.${field}`, { defaultValue: spaced(field.replace(/^custom\./, '')) });
  const value = (field: string, given: unknown): string => {
    if (given === null || given === undefined || given === '') return t('records:emptyValue');
    if (Array.isArray(given)) return given.map(String).join(', ');
    if (typeof given === 'boolean') return t(given ? 'records:yes' : 'records:no');
    if (typeof given === 'number') return formats.number(given);
    if (typeof given === 'object') return JSON.stringify(given);
    const text = String(given);
    if (field.endsWith('UserId')) return userName(text) ?? t('records:someone');
    if (field === 'source') return t(`records:source.${text}`, { defaultValue: text });
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return formats.dateTime(text);
    return text;
  };
  return { label, value };
}

function spaced(name: string): string {
  const words = name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
