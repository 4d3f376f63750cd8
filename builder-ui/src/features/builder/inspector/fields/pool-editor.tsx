import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../../../domain/json.ts';
import { SelectField } from '../../../../components/select-field.tsx';
import { useBuilder } from '../../model/builder-context.ts';
import { type Loose, textOf, textsOf } from '../../sentences/words.ts';

interface PoolEditorProps {
  readonly value: Loose;
  readonly onChange: (value: JsonObject) => void;
  readonly error?: string | undefined;
}

/** Among whom a record is given out: a team, or chosen people. */
export function PoolEditor({ value, onChange, error }: PoolEditorProps) {
  const { t } = useTranslation('builder');
  const { lookups } = useBuilder();
  const people = value.kind === 'users';
  const teamId = textOf(value.teamId);
  const chosen = textsOf(value.userIds);
  return (
    <div data-param="pool">
      <SelectField
        label={t('editors.among')}
        value={people ? 'users' : 'team'}
        choices={(['team', 'users'] as const).map((kind) => ({ value: kind, label: t(`editors.pools.${kind}`) }))}
        onChange={(next) => onChange(next === 'users' ? { kind: 'users', userIds: [] } : { kind: 'team', teamId: '' })}
      />
      {people ? (
        <fieldset className="cz-checks cz-scroll" aria-label={t('editors.people')}>
          {lookups.users.map((user) => (
            <label key={user.id} className="cz-check">
              <input
                type="checkbox"
                checked={chosen.includes(user.id)}
                onChange={(event) =>
                  onChange({ kind: 'users', userIds: event.target.checked ? [...chosen, user.id] : chosen.filter((id) => id !== user.id) })
                }
              />
              {user.name}
            </label>
          ))}
          {error && <p className="cz-field-error">{error}</p>}
        </fieldset>
      ) : (
        <SelectField
          label={t('editors.team')}
          value={teamId}
          choices={[
            ...(lookups.teams.some((team) => team.id === teamId)
              ? []
              : [{ value: teamId, label: teamId === '' ? t('pick.team') : t('gone.team') }]),
            ...lookups.teams.map((team) => ({ value: team.id, label: team.name })),
          ]}
          onChange={(next) => onChange({ kind: 'team', teamId: next })}
          error={error}
        />
      )}
    </div>
  );
}
