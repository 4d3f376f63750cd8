import { useTranslation } from 'react-i18next';
import { looks, type Vocabularies, type Vocabulary } from './vocabulary.ts';
import './components.css';

interface StatusChipProps<V extends Vocabulary> {
  readonly of: V;
  readonly value: Vocabularies[V];
  /** Another word than the vocabulary's, e.g. an exit with its reason. */
  readonly label?: string;
}

/** A state as a word, a glyph and a colour. */
export function StatusChip<V extends Vocabulary>({ of, value, label }: StatusChipProps<V>) {
  const { t } = useTranslation('components');
  const found = looks[of][value];
  if (!found) return <span className="cz-meta">{label ?? String(value)}</span>; // A newer server may know a state this page does not.
  const Icon = found.icon;
  return (
    <span className="cz-chip" data-intent={found.intent} data-weight={found.weight}>
      <Icon size={12} />
      <span>{label ?? t(`status.${of}.${String(value)}`)}</span>
    </span>
  );
}

/** The word of a state alone, for sentences and menus. */
export function useStatusWord(): <V extends Vocabulary>(of: V, value: Vocabularies[V]) => string {
  const { t } = useTranslation('components');
  return (of, value) => t(`status.${of}.${String(value)}`);
}
