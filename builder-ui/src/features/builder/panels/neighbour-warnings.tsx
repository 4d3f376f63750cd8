import { useTranslation } from 'react-i18next';
import { useBuilder } from '../model/builder-context.ts';
import { useDiagnosticWords } from './diagnostic-words.ts';

/** How the draft meets other automations at work, said before it joins them. */
export function NeighbourWarnings() {
  const { t } = useTranslation('builder');
  const { diagnostics } = useBuilder();
  const words = useDiagnosticWords();
  const found = diagnostics.filter((one) => one.code.startsWith('AUT-7'));
  if (found.length === 0) return null;
  return (
    <>
      <p>{t('publish.neighbours')}</p>
      <ul className="cz-bullets">
        {found.map((one) => (
          <li key={`${one.code} ${one.pointer} ${one.message}`}>{words(one)}</li>
        ))}
      </ul>
    </>
  );
}
