import type { Problem } from '../../domain/errors/errors.ts';
import type { ResolvedField } from '../../domain/forms/check-form.ts';
import { textOn } from '../../domain/forms/colour.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';
import { consentName, honeypotName, pageTokenName, pageUrlName, referrerName } from '../../domain/forms/form-content.ts';
import type { SentValues } from '../../domain/forms/read-submission.ts';
import { styles } from './styles.ts';
import type { FormTexts } from './texts.ts';
import { textsFor } from './texts.ts';

export interface FormPage {
  readonly key: string;
  readonly content: FormContent;
  readonly fields: readonly ResolvedField[];
  readonly token: string;
  readonly values: SentValues;
  readonly problems: readonly Problem[];
  readonly embedded: boolean;
}

/** A preview leaves it out: its frame runs nothing. */
export const formScriptTag = '<script src="/f/form.js" defer></script>';

/** The page of a form: plain HTML that works without scripts. */
export function formPage(page: FormPage): string {
  const { content } = page;
  const texts = textsFor(content.language);
  const problemOf = new Map(page.problems.map((problem) => [(problem.pointer ?? '').slice(1), wordsOf(problem, texts)]));
  const body = `${logo(content)}<h1>${escape(content.title)}</h1>
${content.intro === '' ? '' : `<p class="intro">${lines(content.intro)}</p>`}
${summary(page, texts, problemOf)}
<form method="post" action="/f/${escape(page.key)}${page.embedded ? '?embed=1' : ''}" accept-charset="utf-8" novalidate>
<input type="hidden" name="${pageTokenName}" value="${escape(page.token)}">
<input type="hidden" name="${pageUrlName}" value="${escape(first(page.values, pageUrlName))}">
<input type="hidden" name="${referrerName}" value="${escape(first(page.values, referrerName))}">
<div class="trap" aria-hidden="true"><label>${escape(texts.leaveEmpty)} <input type="text" name="${honeypotName}" tabindex="-1" autocomplete="off"></label></div>
<div class="fields">${page.fields.map((field) => fieldHtml(field, page, texts, problemOf.get(field.id))).join('\n')}</div>
${consentHtml(content, page, problemOf.get(consentName), texts)}
<button type="submit">${escape(content.submitLabel)}</button>
</form>`;
  return frame(content, page.embedded, body);
}

export function thanksPage(content: FormContent, embedded: boolean): string {
  const texts = textsFor(content.language);
  const after =
    content.after.kind === 'message'
      ? `<p>${lines(content.after.text)}</p>`
      : `<p><a class="go-on" target="_top" data-redirect href="${escape(content.after.url)}">${escape(texts.goOn)}</a></p>`;
  return frame(
    content,
    embedded,
    `${logo(content)}<div role="status" tabindex="-1" autofocus><h1>${escape(texts.thanks)}</h1>${after}</div>`,
  );
}

/** What is shown when there is no form, or its answers could not be taken at all. */
export function plainPage(kind: 'gone' | 'wrong', detail: string | null): string {
  const texts = textsFor('en');
  const title = texts[kind];
  return `<!doctype html><html lang="en"><head>${head(title, '#215db0', false)}</head><body><main><h1>${escape(title)}</h1><p>${escape(detail ?? texts.goneText)}</p></main></body></html>`;
}

function frame(content: FormContent, embedded: boolean, body: string): string {
  return `<!doctype html>
<html lang="${escape(content.language)}" dir="${content.direction}">
<head>${head(content.title, content.look.color, embedded)}</head>
<body><main>${body}</main></body>
</html>
`;
}

function head(title: string, color: string, embedded: boolean): string {
  const safe = /^#[0-9a-f]{6}$/i.test(color) ? color : '#215db0';
  return `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex"><title>${escape(title)}</title>
<style>:root{--accent:${safe};--on-accent:${textOn(safe)}}${styles}${embedded ? 'body{background:transparent;padding:0}main{border:0;padding:4px;max-width:none}' : ''}</style>
${formScriptTag}`;
}

function logo(content: FormContent): string {
  return content.look.logoUrl === null ? '' : `<img class="logo" src="${escape(content.look.logoUrl)}" alt="">`;
}

function summary(page: FormPage, texts: FormTexts, problems: ReadonlyMap<string, string>): string {
  if (page.problems.length === 0) return '';
  const items = [...problems].map(([id, words]) => {
    const known = page.fields.some((field) => field.id === id && !field.hidden) || id === consentName;
    return `<li>${known ? `<a href="#${escape(id)}">${escape(words)}</a>` : escape(words)}</li>`;
  });
  return `<div class="problems" role="alert" tabindex="-1" autofocus><p>${escape(texts.problems(items.length))}</p><ul>${items.join('')}</ul></div>`;
}

function wordsOf(problem: Problem, texts: FormTexts): string {
  return texts.byCode[problem.code ?? ''] ?? problem.detail;
}

function fieldHtml(field: ResolvedField, page: FormPage, texts: FormTexts, problem: string | undefined): string {
  const given = page.values[field.id] ?? (field.defaultValue === '' ? [] : [field.defaultValue]);
  if (field.hidden) return `<input type="hidden" name="${escape(field.id)}" value="${escape(given[0] ?? '')}">`;
  const described = [field.help === '' ? '' : `${field.id}-help`, problem === undefined ? '' : `${field.id}-problem`].filter(
    (id) => id !== '',
  );
  const attributes = [
    `name="${escape(field.id)}"`,
    field.required ? 'required' : '',
    problem === undefined ? '' : 'aria-invalid="true"',
    described.length === 0 ? '' : `aria-describedby="${escape(described.join(' '))}"`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  const mark = field.required ? ` <span class="mark">(${escape(texts.required)})</span>` : '';
  const help = field.help === '' ? '' : `<p class="help" id="${escape(field.id)}-help">${lines(field.help)}</p>`;
  const error = problem === undefined ? '' : `<p class="problem" id="${escape(field.id)}-problem">${escape(problem)}</p>`;
  const css = `field ${field.width}`;
  if (field.control === 'checkbox') {
    const checked = given.length > 0 && given[0] !== 'false' ? ' checked' : '';
    return `<div class="${css}"><label class="check"><input id="${escape(field.id)}" type="checkbox" value="true" ${attributes}${checked}> <span>${escape(field.label)}${mark}</span></label>${help}${error}</div>`;
  }
  if (field.control === 'multiselect') {
    const boxes = field.options.map((option, index) => {
      const checked = given.includes(option.value) ? ' checked' : '';
      const id = index === 0 ? ` id="${escape(field.id)}"` : '';
      return `<label class="check"><input${id} type="checkbox" name="${escape(field.id)}" value="${escape(option.value)}"${checked}> <span>${escape(option.label)}</span></label>`;
    });
    return `<fieldset class="${css}"><legend>${escape(field.label)}${mark}</legend>${help}${boxes.join('')}${error}</fieldset>`;
  }
  return `<div class="${css}"><label for="${escape(field.id)}">${escape(field.label)}${mark}</label>${help}${control(field, attributes, given[0] ?? '', texts)}${error}</div>`;
}

const inputs: Readonly<Record<string, string>> = { email: 'email', phone: 'tel', url: 'url', number: 'text', date: 'date' };
const autocomplete: Readonly<Record<string, string>> = {
  firstName: 'given-name',
  lastName: 'family-name',
  email: 'email',
  phone: 'tel',
  companyName: 'organization',
  jobTitle: 'organization-title',
  website: 'url',
  country: 'country-name',
  city: 'address-level2',
};

function control(field: ResolvedField, attributes: string, value: string, texts: FormTexts): string {
  const id = `id="${escape(field.id)}"`;
  if (field.control === 'long_text') return `<textarea ${id} rows="4" maxlength="10000" ${attributes}>${escape(value)}</textarea>`;
  if (field.control === 'select') {
    const options = field.options.map(
      (option) => `<option value="${escape(option.value)}"${option.value === value ? ' selected' : ''}>${escape(option.label)}</option>`,
    );
    return `<select ${id} ${attributes}><option value="">${escape(texts.choose)}</option>${options.join('')}</select>`;
  }
  const fill = autocomplete[field.field ?? ''];
  const mode = field.control === 'number' ? ' inputmode="decimal"' : '';
  return `<input ${id} type="${inputs[field.control] ?? 'text'}" value="${escape(value)}" maxlength="2000"${mode}${fill === undefined ? '' : ` autocomplete="${fill}"`} ${attributes}>`;
}

function consentHtml(content: FormContent, page: FormPage, problem: string | undefined, texts: FormTexts): string {
  if (content.consent === null) return '';
  const checked = first(page.values, consentName) === '' ? '' : ' checked';
  const invalid = problem === undefined ? '' : ` aria-invalid="true" aria-describedby="${consentName}-problem"`;
  const mark = content.consent.required ? ` <span class="mark">(${escape(texts.required)})</span>` : '';
  const error = problem === undefined ? '' : `<p class="problem" id="${consentName}-problem">${escape(problem)}</p>`;
  return `<div class="field full consent"><label class="check"><input id="${consentName}" type="checkbox" name="${consentName}" value="yes"${checked}${invalid}> <span>${lines(content.consent.text)}${mark}</span></label>${error}</div>`;
}

function first(values: SentValues, name: string): string {
  return values[name]?.[0] ?? '';
}

function lines(text: string): string {
  return escape(text).replaceAll('\n', '<br>');
}

/** Everything a person typed goes through here before it stands in a page. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
