import { Button, InputGroup, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { Code } from '@blueprintjs/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTemplateVariables } from '../templates.ts';

/** Every field that can stand in a text, by the record it belongs to. */
export function VariablePicker({ onPick }: { onPick: (path: string) => void }) {
  const { t } = useTranslation(['templates', 'components']);
  const variables = useTemplateVariables();
  const [search, setSearch] = useState('');
  const [isOpen, setOpen] = useState(false);
  const wanted = search.trim().toLowerCase();
  const found = variables.filter((one) => `${one.path} ${one.label}`.toLowerCase().includes(wanted));
  const roots = [...new Set(found.map((one) => one.path.split('.')[0] ?? ''))];
  return (
    <PopoverNext
      isOpen={isOpen}
      onInteraction={setOpen}
      placement="top-start"
      arrow={false}
      content={
        <div className="cz-variables">
          <InputGroup
            autoFocus
            type="search"
            aria-label={t('templates:variables.search')}
            placeholder={t('templates:variables.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Menu className="cz-variables-list">
            {roots.map((root) => [
              <MenuDivider key={root} title={t(`components:record.${root}`, { defaultValue: root })} />,
              ...found
                .filter((one) => one.path.split('.')[0] === root)
                .map((one) => (
                  <MenuItem
                    key={one.path}
                    text={one.label}
                    label={one.path}
                    onClick={() => {
                      setOpen(false);
                      onPick(one.path);
                    }}
                  />
                )),
            ])}
            {found.length === 0 && <MenuItem disabled text={t('templates:variables.none')} />}
          </Menu>
        </div>
      }
    >
      <Button icon={<Code />} text={t('templates:variables.insert')} />
    </PopoverNext>
  );
}
