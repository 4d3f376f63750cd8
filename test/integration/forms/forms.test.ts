import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAutomation, publishAutomation } from '../../../api/contracts/automations.ts';
import { createCustomField } from '../../../api/contracts/custom-fields.ts';
import * as contract from '../../../api/contracts/form-design.ts';
import { readLead, listLeads } from '../../../api/contracts/leads.ts';
import { leadTimeline } from '../../../api/contracts/activities.ts';
import { listRuns } from '../../../api/contracts/runs.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { content, field, fill, openPage, submit } from './fill.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
});
afterAll(() => api.stop());

async function published(overrides: Partial<Parameters<typeof content>[0]> = {}, workspace = acme, name = 'Contact us') {
  const { body: made } = await workspace.admin.ok(contract.createForm, { body: { name, content: content(overrides) } });
  const { body } = await workspace.admin.ok(contract.publishForm, { params: { id: made.id }, version: made.version });
  return body;
}

async function submissionsOf(id: string) {
  const { body } = await acme.admin.ok(contract.listFormSubmissions, { params: { id } });
  return body.items;
}

describe('a form', () => {
  it('is published with a page that works without scripts, and starts automations', async () => {
    const form = await published({ consent: { text: 'You may write to me.', required: true } });
    const draft = await acme.admin.ok(createAutomation, {
      body: {
        definition: {
          ...definition([step('tag', 'record.add_tag')], {
            name: 'Form reply',
            trigger: { id: 'start', type: 'trigger.form', config: { formId: form.id } },
          }),
        },
      },
    });
    await acme.admin.ok(publishAutomation, { params: { id: draft.body.id }, version: draft.body.version });

    const answer = await fill(api.url, form.key, { email: 'Omar@Nova.Example', first_name: 'Omar', message: 'Call me', _consent: 'yes' });
    expect(answer.status, await answer.clone().text()).toBe(200);
    expect(await answer.text()).toContain('We will call you');

    const [entry] = await submissionsOf(form.id);
    expect(entry).toMatchObject({ outcome: 'created', consent: { version: 1, text: 'You may write to me.', given: true } });
    expect(entry?.values).toMatchObject({ email: ['Omar@Nova.Example'], message: ['Call me'] });
    const { body: lead } = await acme.admin.ok(readLead, { params: { id: entry?.record?.id ?? '' } });
    expect(lead).toMatchObject({ email: 'omar@nova.example', firstName: 'Omar', source: 'web' });

    const log = { error: () => undefined, warn: () => undefined };
    while (await relayRound({ db: api.db, log }));
    const { body: runs } = await acme.admin.ok(listRuns, { query: { automationId: draft.body.id } });
    expect(runs.items).toHaveLength(1);

    const { body: timeline } = await acme.admin.ok(leadTimeline, { params: { id: lead.id } });
    const told = timeline.items.find((item) => item.type === 'form.submitted');
    expect(told?.madeBy).toMatchObject({ kind: 'form', source: { type: 'form', id: form.id, name: 'Contact us' } });
  });

  it('updates the lead with that e-mail, and fills only what is empty where it says so', async () => {
    const overwrite = await published();
    await fill(api.url, overwrite.key, { email: 'dana@nova.example', first_name: 'Dana' });
    await fill(api.url, overwrite.key, { email: 'DANA@nova.example', first_name: 'Daniela' });
    const careful = await published({ existing: 'fill_empty' });
    await fill(api.url, careful.key, { email: 'dana@nova.example', first_name: 'Mallory', company: 'Nova' });
    const [last] = await submissionsOf(careful.id);
    const { body: lead } = await acme.admin.ok(readLead, { params: { id: last?.record?.id ?? '' } });
    expect(lead).toMatchObject({ firstName: 'Daniela', companyName: 'Nova' });
    expect((await submissionsOf(overwrite.id)).map((one) => one.outcome)).toEqual(['updated', 'created']);
  });

  it('takes a page that is sent twice at once as one submission', async () => {
    const form = await published();
    const page = await openPage(api.url, form.key);
    const answers = await Promise.all([1, 2, 3].map(() => submit(api.url, form.key, page, { email: 'twice@nova.example' })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(await submissionsOf(form.id)).toHaveLength(1);
    const { body } = await acme.admin.ok(listLeads, { query: { q: 'twice@nova.example' } });
    expect(body.items).toHaveLength(1);
  });

  it('says in the page what is wrong, keeps what was typed, and keeps the refusal with its reason', async () => {
    const form = await published({ consent: { text: 'Yes', required: true } });
    const answer = await fill(api.url, form.key, { email: 'not an address', first_name: '<script>alert(1)</script>', message: 'x' });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('Please agree first.');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('value="&#60;script&#62;alert(1)&#60;/script&#62;"');
    const again = await fill(api.url, form.key, { email: 'not an address', _consent: 'yes' });
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('This is not an e-mail address.');
    expect((await submissionsOf(form.id)).map((one) => [one.outcome, one.reasonCode])).toEqual([
      ['refused', 'validation_failed'],
      ['refused', 'incomplete'],
    ]);
  });

  it('refuses machines: the hidden field, the quick sender, the page that is not ours', async () => {
    const form = await published({ minSeconds: 30 });
    const page = await openPage(api.url, form.key);
    expect((await submit(api.url, form.key, page, { email: 'a@b.example', website_confirm: 'x' })).status).toBe(422);
    expect((await submit(api.url, form.key, page, { email: 'a@b.example' })).status).toBe(422);
    expect((await submit(api.url, form.key, { ...page, token: `${page.token}x` }, { email: 'a@b.example' })).status).toBe(422);
    expect((await submissionsOf(form.id)).map((one) => one.reasonCode)).toEqual(['page_unknown', 'too_fast', 'honeypot']);
    const strict = await startApi({ config: { rateLimitAnonymousPerMinute: 12 } });
    try {
      const place = await aWorkspace(strict);
      const limited = await published({}, place);
      const open = await openPage(strict.url, limited.key);
      const statuses: number[] = [];
      for (let n = 0; n < 4; n++) statuses.push((await submit(strict.url, limited.key, open, { email: 'a@b.example' })).status);
      expect(statuses).toEqual([200, 200, 429, 429]);
    } finally {
      await strict.stop();
    }
  });

  it('fills hidden fields from the address and own fields by their type', async () => {
    await acme.admin.ok(createCustomField, {
      body: { entity: 'lead', key: 'seats', label: 'Seats', type: 'number' },
    });
    await acme.admin.ok(createCustomField, {
      body: {
        entity: 'lead',
        key: 'topics',
        label: 'Topics',
        type: 'multiselect',
        options: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ],
      },
    });
    const form = await published({
      fields: [
        field('email', 'email', { required: true }),
        field('seats', 'custom.seats'),
        field('topics', 'custom.topics'),
        field('detail', 'sourceDetail', { hidden: true, param: 'utm_campaign', defaultValue: 'none' }),
      ],
    });
    const page = await openPage(api.url, form.key, '?utm_campaign=spring%22%3E');
    expect(page.html).toContain('name="detail" value="spring&#34;&#62;"');
    const answer = await submit(api.url, form.key, page, {
      email: 'own@nova.example',
      seats: '12',
      topics: ['a', 'b'],
      detail: 'spring">',
    });
    expect(answer.status, await answer.clone().text()).toBe(200);
    const [entry] = await submissionsOf(form.id);
    const { body: lead } = await acme.admin.ok(readLead, { params: { id: entry?.record?.id ?? '' } });
    expect(lead).toMatchObject({ custom: { seats: 12, topics: ['a', 'b'] }, sourceDetail: 'spring">' });
    const wrong = await fill(api.url, form.key, { email: 'own@nova.example', seats: 'many' });
    expect(wrong.status).toBe(422);
  });

  it('keeps the consent text that stood on the page that was sent', async () => {
    const form = await published({ consent: { text: 'First text', required: false } });
    const old = await openPage(api.url, form.key);
    const { body: changed } = await acme.admin.ok(contract.updateForm, {
      params: { id: form.id },
      version: form.version,
      body: { content: content({ consent: { text: 'Second text', required: false } }) },
    });
    await acme.admin.ok(contract.publishForm, { params: { id: form.id }, version: changed.version });
    await submit(api.url, form.key, old, { email: 'old@nova.example', _consent: 'yes' });
    await fill(api.url, form.key, { email: 'new@nova.example' });
    expect((await submissionsOf(form.id)).map((one) => one.consent)).toEqual([
      { version: 2, text: 'Second text', given: false },
      { version: 1, text: 'First text', given: true },
    ]);
  });

  it('is not published with problems, and redirects only where it may', async () => {
    const { body: made } = await acme.admin.ok(contract.createForm, {
      body: {
        name: 'Bad',
        content: content({
          fields: [field('a', 'status'), field('a', 'custom.nothing')],
          after: { kind: 'redirect', url: 'https://evil.example/x' },
        }),
      },
    });
    const { body } = await acme.admin.refused(contract.publishForm, 422, { params: { id: made.id }, version: made.version });
    expect(new Set(body.errors.map((one) => one.code))).toEqual(
      new Set(['form_field_twice', 'form_field_unknown', 'form_without_email', 'redirect_not_allowed']),
    );
    const form = await published({
      after: { kind: 'redirect', url: 'https://www.nova.example/thanks' },
      allowedOrigins: ['https://www.nova.example'],
    });
    const page = await openPage(api.url, form.key);
    expect(page.csp).toContain("frame-ancestors 'self' https://www.nova.example");
    const answer = await submit(api.url, form.key, page, { email: 'r@nova.example' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://www.nova.example/thanks']);
    const foreign = await submit(api.url, form.key, page, { email: 'r@nova.example' }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
  });

  it('answers strangers with a clear refusal, never with an error of ours', async () => {
    const form = await published();
    const send = (init: RequestInit, path = `/f/${form.key}`) => fetch(api.url + path, { method: 'POST', redirect: 'manual', ...init });
    const typed = { 'content-type': 'application/x-www-form-urlencoded' };
    const cases: [Promise<Response>, number][] = [
      [fetch(`${api.url}/f/unknown`), 404],
      [fetch(`${api.url}/f/`), 404],
      [fetch(`${api.url}/f/${'x'.repeat(500)}`), 404],
      [fetch(`${api.url}/f/%00`), 404],
      [fetch(`${api.url}/f/${form.key}?a=%ff%00&__proto__=x`), 200],
      [send({ body: '{}', headers: { 'content-type': 'application/json' } }), 415],
      [send({ body: 'a=1'.repeat(200_000), headers: typed }), 413],
      [send({ body: 'a=1&'.repeat(600), headers: typed }), 413],
      [send({ body: '%00=%00&email=%ED%A0%80&__proto__=1&constructor=2', headers: typed }), 422],
      [send({ body: '', headers: typed }), 422],
      [fetch(`${api.url}/f/${form.key}`, { method: 'PUT', body: 'x' }), 405],
    ];
    for (const [answer, status] of cases) expect((await answer).status, (await answer).url).toBe(status);
  });

  it('belongs to its workspace; archived it is gone from the web', async () => {
    const form = await published();
    await other.admin.refused(contract.getForm, 404, { params: { id: form.id } });
    await other.admin.refused(contract.listFormSubmissions, 404, { params: { id: form.id } });
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.refused(contract.archiveForm, 403, { params: { id: form.id }, version: form.version });
    await acme.admin.ok(contract.archiveForm, { params: { id: form.id }, version: form.version });
    expect((await fetch(`${api.url}/f/${form.key}`)).status).toBe(404);
  });
});
