import { Button, Dialog, DialogBody, DialogFooter, Tab, Tabs } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { typescriptView } from '../../../../../domain/automation/portable/typescript-view.ts';
import { toast } from '../../../components/toaster.ts';
import { useInertRoot } from '../../../lib/use-inert-root.ts';

const languages = ['typescript', 'json'] as const;
type Language = (typeof languages)[number];

interface TextViewProps {
  readonly isOpen: boolean;
  readonly definition: AutomationDefinition;
  readonly onClose: () => void;
}

/** The drawing as text: TypeScript to read, JSON to take along. */
export function TextView({ isOpen, definition, onClose }: TextViewProps) {
  const { t } = useTranslation(['builder', 'components']);
  const [language, setLanguage] = useState<Language>('typescript');
  useInertRoot(isOpen);
  const text = isOpen ? textIn(language, definition) : '';
  const file = `${fileName(definition.name)}.${language === 'json' ? 'json' : 'ts'}`;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('builder:text.title')} className="cz-text-view">
      <DialogBody>
        <Tabs
          id="text-view"
          renderActiveTabPanelOnly
          selectedTabId={language}
          onChange={(id) => setLanguage(id === 'json' ? 'json' : 'typescript')}
        >
          {languages.map((one) => (
            <Tab
              key={one}
              id={one}
              title={t(`builder:text.${one}`)}
              panel={
                <pre className="cz-code" tabIndex={0} role="region" aria-label={t(`builder:text.${one}`)}>
                  {text}
                </pre>
              }
            />
          ))}
        </Tabs>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button
              text={t('builder:text.copy')}
              onClick={() => void navigator.clipboard.writeText(text).then(() => toast(t('builder:text.copied'), 'success'))}
            />
            <Button intent="primary" text={t('builder:text.download')} onClick={() => download(text, file)} />
          </>
        }
      />
    </Dialog>
  );
}

function textIn(language: Language, definition: AutomationDefinition): string {
  if (language === 'typescript') return typescriptView(definition);
  const $schema = `${window.location.origin}/v1/automation-definition-schema`;
  return `${JSON.stringify({ $schema, ...definition }, null, 2)}\n`;
}

function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'automation' : plain;
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
