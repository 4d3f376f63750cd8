import { archiveForm, createForm, publishForm, updateForm } from '../../../commands/forms/save-form.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { customFieldsOf } from '../../../commands/records/custom-values.ts';
import { createContext } from '../../../commands/lib/command-context.ts';
import type { FoundForm, FoundSubmission } from '../../../db/queries/find-forms.ts';
import { findForm, listForms, listSubmissions } from '../../../db/queries/find-forms.ts';
import { openedOf } from '../../../db/opening.ts';
import { resolveField } from '../../../domain/forms/check-form.ts';
import type { FormField } from '../../../domain/forms/form-content.ts';
import { type FormRecord, formFields, madeBy, placeOf } from '../../../domain/forms/form-records.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { CustomField } from '../../../domain/records/custom-field-rules.ts';
import * as contract from '../../contracts/form-design.ts';
import type { ApiDeps } from '../../deps.ts';
import { fieldsOf } from '../../hosted-forms/open-form.ts';
import { formPage, formScriptTag } from '../../hosted-forms/page.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { formPolicy } from '../../policies/intake.ts';
import { found } from '../records/found.ts';

/** Designing forms and reading what was sent with them. */
export const formDesignRoutes: readonly Route[] = [
  readRoute(contract.listForms, {
    policy: formPolicy.read,
    handle: async ({ trx, query, deps }) => {
      const rows = await listForms(trx, { limit: query.limit, after: idCursor(query.cursor), archived: query.archived });
      return page(
        rows.map((row) => presentForm(row, deps)),
        query.limit,
        (row) => [row.id],
      );
    },
  }),
  readRoute(contract.getForm, { policy: formPolicy.read, handle: ({ trx, params, deps }) => shown(trx, params.id, deps) }),
  writeRoute(contract.createForm, {
    policy: formPolicy.write,
    handle: async ({ trx, context, body, deps }) => shown(trx, await createForm(trx, context, body), deps),
  }),
  writeRoute(contract.updateForm, {
    policy: formPolicy.write,
    handle: async ({ trx, context, params, body, version, deps }) => {
      await updateForm(trx, context, { ...body, id: params.id, expectedVersion: version });
      return shown(trx, params.id, deps);
    },
    current: ({ trx, params, deps }) => shown(trx, params.id, deps),
  }),
  writeRoute(contract.publishForm, {
    policy: formPolicy.write,
    handle: async ({ trx, context, params, version, deps }) => {
      const ownOrigin = deps.config.publicUrl === null ? null : new URL(deps.config.publicUrl).origin;
      await publishForm(trx, context, { id: params.id, expectedVersion: version, ownOrigin });
      return shown(trx, params.id, deps);
    },
    current: ({ trx, params, deps }) => shown(trx, params.id, deps),
  }),
  writeRoute(contract.archiveForm, {
    policy: formPolicy.write,
    handle: async ({ trx, context, params, version, deps }) => {
      await archiveForm(trx, context, { id: params.id, expectedVersion: version });
      return shown(trx, params.id, deps);
    },
    current: ({ trx, params, deps }) => shown(trx, params.id, deps),
  }),
  writeRoute(contract.previewForm, {
    policy: formPolicy.read,
    handle: async ({ trx, context, body }) => {
      const fields = fieldsOf(body.content, await customFieldsOf(trx, context, madeBy(body.content)));
      const html = formPage({ key: 'preview', content: body.content, fields, token: '', values: {}, problems: [], embedded: false });
      return { html: html.replace(formScriptTag, '') };
    },
  }),
  readRoute(contract.listFormSubmissions, {
    policy: formPolicy.read,
    handle: async ({ trx, params, query }) => {
      found(await findForm(trx, params.id), 'form');
      const rows = await listSubmissions(trx, {
        formId: params.id,
        limit: query.limit,
        after: idCursor(query.cursor),
        outcome: query.outcome,
      });
      return page(rows.map(presentSubmission), query.limit, (row) => [row.id]);
    },
  }),
  readRoute(contract.listFormFields, {
    policy: formPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const tenantId = asTenantId(principal.tenantId);
      const context = createContext({ tenantId, actor: { kind: 'user', userId: principal.userId }, now: openedOf(trx).now });
      return { items: offeredFields(query.makes, await customFieldsOf(trx, context, query.makes)) };
    },
  }),
];

async function shown(trx: TenantTrx, id: string, deps: ApiDeps): Promise<contract.Form> {
  return presentForm(found(await findForm(trx, id), 'form'), deps);
}

function presentForm(row: FoundForm, deps: ApiDeps): contract.Form {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    key: row.key,
    status: row.status,
    content: contract.formContent.parse(row.draft),
    publishedVersion: row.publishedVersion,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    draftChanged: row.draftChanged,
    accepted: row.accepted,
    refused: row.refused,
    lastSubmissionAt: row.lastSubmissionAt?.toISOString() ?? null,
    url: `${deps.config.publicUrl?.replace(/\/+$/, '') ?? ''}/f/${row.key}`,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function presentSubmission(row: FoundSubmission): contract.FormSubmissionEntry {
  return {
    id: row.id,
    formVersion: row.formVersion,
    outcome: row.outcome,
    reasonCode: row.reasonCode,
    reason: row.reason,
    problems: row.problems.map(({ pointer, detail, code }) => ({
      detail,
      ...(pointer === undefined ? {} : { pointer }),
      ...(code === undefined ? {} : { code }),
    })),
    record:
      row.recordId === null || row.recordType === null ? null : { type: row.recordType, id: row.recordId, name: row.recordName ?? '' },
    values: row.values,
    consent: row.consentText === null ? null : { version: row.consentVersion, text: row.consentText, given: row.consentGiven },
    pageUrl: row.pageUrl,
    referrer: row.referrer,
    remoteAddress: row.remoteAddress,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
  };
}

function offeredFields(
  makes: FormRecord,
  custom: readonly CustomField[],
): {
  field: string;
  label: string | null;
  control: FormField['control'];
  options: { value: string; label: string }[];
  required: boolean;
}[] {
  const names = [...formFields[makes], ...custom.map((one) => `custom.${one.key}`)];
  return names.flatMap((field) => {
    const resolved = resolveField({ ...blank, field }, custom, makes);
    if (resolved === null) return [];
    const own = custom.find((one) => `custom.${one.key}` === field);
    return [
      {
        field,
        label: own?.label ?? null,
        control: resolved.control,
        options: [...resolved.options],
        required: own?.required ?? isKey(field, makes),
      },
    ];
  });
}

/** Whether the record is known by this field and cannot be made without it. */
function isKey(path: string, makes: FormRecord): boolean {
  const { kind, field } = placeOf(path, makes);
  return kind === 'company' ? field === 'name' && makes === 'company' : field === 'email';
}

const blank: FormField = {
  id: 'x',
  field: null,
  label: '',
  help: '',
  required: false,
  hidden: false,
  param: '',
  defaultValue: '',
  width: 'full',
  control: 'text',
  options: [],
};
