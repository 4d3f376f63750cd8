import type { JsonObject } from '../../domain/json.ts';
import { type SystemMailName, systemMails } from '../email/system-mails.ts';
import { renderTemplate } from './render-template.ts';

export type { SystemMailName };

/** One of the mails of Cadenza itself, filled in. `link` must be an address of ours. */
export function renderSystemMail(
  name: SystemMailName,
  values: JsonObject & { readonly link: string },
): { readonly subject: string; readonly html: string; readonly text: string } {
  const mail = systemMails[name];
  const style = 'display:inline-block;padding:10px 16px;background:#2d72d2;color:#ffffff;text-decoration:none;border-radius:4px';
  const body = [
    '<div style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;max-width:32em">',
    ...mail.lines.map((line) => `<p>${line}</p>`),
    `<p><a href="{{link}}" style="${style}">${mail.button}</a></p>`,
    `<p style="color:#5f6b7c">${mail.end}</p>`,
    '</div>',
  ].join('\n');
  const { subject, html, text } = renderTemplate({ channel: 'email', subject: mail.subject, body }, values, {
    timeZone: 'UTC',
    locale: 'en',
  });
  return { subject, html: html ?? '', text };
}
