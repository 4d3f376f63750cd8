import type { Context } from 'koa';
import { findVersion } from '../../commands/forms/form-row.ts';
import type { FormVersion } from '../../commands/forms/form-row.ts';
import type { SubmissionOf } from '../../commands/forms/submit-form.ts';
import { refuseSubmission, submitForm } from '../../commands/forms/submit-form.ts';
import { createContext } from '../../commands/lib/command-context.ts';
import { newId } from '../../commands/lib/new-id.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { customFieldsOf } from '../../commands/records/custom-values.ts';
import { openedOf } from '../../db/opening.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ResolvedField } from '../../domain/forms/check-form.ts';
import { madeBy } from '../../domain/forms/form-records.ts';
import { pageTokenName, pageUrlName, referrerName } from '../../domain/forms/form-content.ts';
import type { SentValues } from '../../domain/forms/read-submission.ts';
import { isMachine, readSubmission } from '../../domain/forms/read-submission.ts';
import { storableText } from '../../domain/records/text-rules.ts';
import type { ApiDeps } from '../deps.ts';
import { readRaw } from '../lib/read-raw.ts';
import { answerHtml, isEmbedded } from './answer.ts';
import { fieldsOf, type OpenForm } from './open-form.ts';
import { formPage, thanksPage } from './page.ts';
import { type PageToken, readPage, signPage } from './page-token.ts';

const mostBytes = 256 * 1_024;
const mostValues = 500;
const pageLivesMs = 24 * 3_600_000;

/** Takes one submission in, or says in the page what is wrong with it; both are kept. */
export async function receiveSubmission(ctx: Context, deps: ApiDeps, form: OpenForm): Promise<void> {
  refuseForeignOrigin(ctx, deps, form);
  const sent = await readSent(ctx);
  const page = readPage(form.signingSecret, sent[pageTokenName]?.[0] ?? '');
  const { version, fields } = await shownVersion(deps, form, page);
  const submission: SubmissionOf = {
    id: newId(),
    form: { id: form.id, name: form.name },
    version,
    pageToken: page?.nonce ?? null,
    origin: {
      pageUrl: given(sent[pageUrlName]?.[0]),
      referrer: given(sent[referrerName]?.[0]),
      remoteAddress: ctx.ip,
      userAgent: given(ctx.get('User-Agent')),
    },
    raw: Object.fromEntries(Object.entries(sent).filter(([name]) => ![pageTokenName, pageUrlName, referrerName].includes(name))),
  };
  const read = readSubmission(version.content, fields, sent);
  const actor = { kind: 'form', formId: form.id, submissionId: submission.id } as const;
  const refuse = async (code: string, reason: string, problems: readonly Problem[], token: string): Promise<void> => {
    const consentGiven = version.content.consent === null ? null : read.consentGiven;
    await runCommand(deps.db, { tenantId: form.tenantId, actor }, (trx, context) =>
      refuseSubmission(trx, context, { ...submission, code, reason, problems, consentGiven }),
    );
    const shown = { key: form.key, content: version.content, fields, token, values: sent, problems, embedded: isEmbedded(ctx) };
    answerHtml(ctx, 422, formPage(shown), version.content);
  };
  const fresh = signPage(form.signingSecret, version.number, Date.now());
  const suspicion = suspect(sent, page, version.content.minSeconds);
  // A quick sender keeps the page's own time, so that a second try a moment later is believed.
  if (suspicion !== null)
    return refuse(
      suspicion.code,
      suspicion.detail,
      [suspicion],
      suspicion.code === 'too_fast' ? (sent[pageTokenName]?.[0] ?? fresh) : fresh,
    );
  if (read.problems.length > 0)
    return refuse('incomplete', read.problems[0]?.detail ?? '', read.problems, sent[pageTokenName]?.[0] ?? fresh);
  try {
    await runCommand(
      deps.db,
      { tenantId: form.tenantId, actor },
      (trx, context) => submitForm(trx, context, { ...submission, fields, read }),
      {
        repeatable: page !== null,
      },
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problems = error.problems.length > 0 ? error.problems : [{ code: error.code, detail: error.message }];
    return refuse(error.code, error.message, problems, sent[pageTokenName]?.[0] ?? fresh);
  }
  const { after } = version.content;
  if (after.kind === 'redirect' && !isEmbedded(ctx)) {
    answerHtml(ctx, 303, '', version.content);
    ctx.set('Location', after.url);
    return;
  }
  answerHtml(ctx, 200, thanksPage(version.content, isEmbedded(ctx)), version.content);
}

/** The form as it stood on the page that was sent, so that the consent kept is the text that was read. */
async function shownVersion(
  deps: ApiDeps,
  form: OpenForm,
  page: PageToken | null,
): Promise<{ readonly version: FormVersion; readonly fields: readonly ResolvedField[] }> {
  if (page === null || page.version === form.number) return { version: form, fields: form.fields };
  return deps.db.readTenant(form.tenantId, async (trx) => {
    const version = await findVersion(trx, form.tenantId, form.id, page.version);
    if (version === null) return { version: form, fields: form.fields };
    const context = createContext({ tenantId: form.tenantId, actor: { kind: 'system', name: 'form' }, now: openedOf(trx).now });
    return { version, fields: fieldsOf(version.content, await customFieldsOf(trx, context, madeBy(version.content))) };
  });
}

function suspect(sent: SentValues, page: PageToken | null, minSeconds: number): (Problem & { readonly code: string }) | null {
  if (isMachine(sent)) return { code: 'honeypot', detail: 'A field that people do not see was filled in.' };
  if (page === null) return { code: 'page_unknown', detail: 'The page that was sent is not one of ours.' };
  const age = Date.now() - page.openedAt;
  if (age < minSeconds * 1_000)
    return { code: 'too_fast', detail: `It was sent ${Math.max(0, Math.round(age / 100) / 10)} s after the page was opened.` };
  if (age > pageLivesMs) return { code: 'expired', detail: 'The page was opened more than a day before.' };
  return null;
}

/** Browsers say from which page a form was sent; ours, or one the form allows. */
function refuseForeignOrigin(ctx: Context, deps: ApiDeps, form: OpenForm): void {
  const origin = ctx.get('Origin').toLowerCase();
  if (origin === '') return;
  const own = deps.config.publicUrl === null ? null : new URL(deps.config.publicUrl).origin;
  const allowed = origin === own || form.content.allowedOrigins.includes(origin) || sameHost(origin, ctx);
  if (!allowed) throw new UserError('forbidden', 'This form may not be sent from that page.');
}

function sameHost(origin: string, ctx: Context): boolean {
  return URL.canParse(origin) && new URL(origin).host === ctx.host;
}

async function readSent(ctx: Context): Promise<SentValues> {
  if (!ctx.is('application/x-www-form-urlencoded')) throw new UserError('unsupported_media_type', 'Send the form as a browser does.');
  const text = (await readRaw(ctx, mostBytes)).toString('utf8');
  const values = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > mostValues) throw new UserError('payload_too_large', `A form has at most ${mostValues} answers.`);
    const key = storableText(name).slice(0, 100);
    values.set(key, [...(values.get(key) ?? []), storableText(value)]);
  }
  return Object.fromEntries(values);
}

function given(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : storableText(text).slice(0, 2_000);
}
