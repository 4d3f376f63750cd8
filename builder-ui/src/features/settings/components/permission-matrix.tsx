import { HTMLTable } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import { permissionCodes } from '../../../../../domain/permissions/permissions.ts';
import { useSession } from '../../../lib/session/session.tsx';

interface PermissionMatrixProps {
  readonly value: ReadonlySet<string>;
  readonly onChange: (value: ReadonlySet<string>) => void;
  readonly readOnly?: boolean;
  /** Only these may be chosen; default all. */
  readonly among?: readonly string[];
}

/** `leads.read` is a row and a column; what is neither read nor write stands in the last column under its own name. */
function rowsOf(codes: readonly string[]): readonly { readonly area: string; readonly actions: readonly string[] }[] {
  const areas = [...new Set(codes.map((code) => code.slice(0, code.indexOf('.'))))];
  return areas.map((area) => ({
    area,
    actions: codes.filter((code) => code.startsWith(`${area}.`)).map((code) => code.slice(area.length + 1)),
  }));
}

/** Every right as a box in a table: areas down, what may be done across. Rights one does not hold cannot be given. */
export function PermissionMatrix({ value, onChange, readOnly = false, among = permissionCodes }: PermissionMatrixProps) {
  const { t } = useTranslation('settings');
  const { can } = useSession();
  const toggle = (code: string) => {
    const next = new Set(value);
    if (!next.delete(code)) next.add(code);
    onChange(next);
  };
  const areaName = (area: string) => t(`area.${area}`, { defaultValue: area.replaceAll('_', ' ') });
  const actionName = (action: string) => t(`action.${action}`, { defaultValue: action.replaceAll('_', ' ') });
  const box = (area: string, action: string) => {
    const code = `${area}.${action}`;
    return (
      <input
        type="checkbox"
        className="cz-matrix-box"
        aria-label={`${areaName(area)}: ${actionName(action)}`}
        checked={value.has(code)}
        disabled={readOnly || !can(code)}
        onChange={() => toggle(code)}
      />
    );
  };
  return (
    <div className="cz-matrix">
      <HTMLTable compact aria-label={t('roles.rights')}>
        <thead>
          <tr>
            <th scope="col">{t('roles.area')}</th>
            <th scope="col">{actionName('read')}</th>
            <th scope="col">{actionName('write')}</th>
            <th scope="col">{t('roles.more')}</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(among).map(({ area, actions }) => (
            <tr key={area}>
              <th scope="row">{areaName(area)}</th>
              <td>{actions.includes('read') && box(area, 'read')}</td>
              <td>{actions.includes('write') && box(area, 'write')}</td>
              <td>
                {actions
                  .filter((action) => action !== 'read' && action !== 'write')
                  .map((action) => (
                    <span key={action} className="cz-matrix-more">
                      {box(area, action)} {actionName(action)}
                    </span>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </HTMLTable>
    </div>
  );
}
