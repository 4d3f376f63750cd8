import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../../api/contracts/templates.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
});
afterAll(() => api.stop());

const welcome = (name: string) => ({
  name,
  channel: 'email' as const,
  subject: 'Welcome, {{default lead.firstName "there"}}',
  body: '<p>Hello {{lead.firstName}} of {{lead.companyName}}</p>',
});

describe('a template', () => {
  it('is created as a draft with the variables it uses', async () => {
    const { body, headers } = await acme.admin.ok(contract.createTemplate, { body: welcome('Welcome') });
    expect(body).toMatchObject({ status: 'draft', number: 1, version: 1, variables: ['lead.firstName', 'lead.companyName'] });
    expect(headers.get('location')).toBe(`/v1/templates/${body.id}`);
    expect(headers.get('etag')).toBe('W/"1"');
  });

  it('is refused with a pointer when it uses a field that does not exist', async () => {
    const { body } = await acme.admin.refused(contract.createTemplate, 422, {
      body: { ...welcome('Odd'), subject: 'Hi {{lead.shoeSize}}', body: '<p>{{lead.constructor}} {{#each lead}}{{/each}}</p>' },
    });
    expect(body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/subject', code: 'unknown_variable' }),
        expect.objectContaining({ pointer: '/body', code: 'unknown_variable' }),
        expect.objectContaining({ pointer: '/body', code: 'template_unsupported' }),
      ]),
    );
  });

  it('keeps an approved text and puts changes into a new draft', async () => {
    const { body: draft } = await acme.admin.ok(contract.createTemplate, { body: welcome('Versions') });
    const params = { id: draft.id };
    const { body: approved } = await acme.admin.ok(contract.approveTemplate, { params, version: draft.version });
    expect(approved).toMatchObject({ status: 'approved', approvedNumber: 1 });
    const { body: changed } = await acme.admin.ok(contract.updateTemplate, {
      params,
      version: approved.version,
      body: { body: '<p>New</p>' },
    });
    expect(changed).toMatchObject({ status: 'draft', number: 2, approvedNumber: 1, variables: ['lead.firstName'] });
    const { body: second } = await acme.admin.ok(contract.approveTemplate, { params, version: changed.version });
    expect(second.approvedNumber).toBe(2);
    const { body: versions } = await acme.admin.ok(contract.listTemplateVersions, { params, query: { limit: 1 } });
    expect(versions.items.map((one) => [one.number, one.status])).toEqual([[2, 'approved']]);
    const rest = await acme.admin.ok(contract.listTemplateVersions, { params, query: { cursor: versions.next ?? '' } });
    expect(rest.body.items.map((one) => [one.number, one.status])).toEqual([[1, 'retired']]);
  });

  it('lets one of two simultaneous changes win and shows the other both values', async () => {
    const { body: made } = await acme.admin.ok(contract.createTemplate, { body: welcome('Race') });
    const change = (name: string) =>
      acme.admin.raw('PATCH', `/v1/templates/${made.id}`, {
        headers: { 'if-match': `W/"${made.version}"`, 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
      });
    const answers = await Promise.all([change('Race A'), change('Race B')]);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 412]));
    const lost = answers.findIndex((answer) => answer.status === 412);
    const problem = (await answers[lost]?.json()) as { current: { name: string }; submitted: { name: string }; currentVersion: number };
    expect(problem).toMatchObject({ submitted: { name: lost === 0 ? 'Race A' : 'Race B' }, currentVersion: 2 });
    expect(problem.current.name).toBe(lost === 0 ? 'Race B' : 'Race A');
  });

  it('asks for If-Match', async () => {
    const { body: made } = await acme.admin.ok(contract.createTemplate, { body: welcome('Unmatched') });
    await acme.admin.refused(contract.updateTemplate, 428, { params: { id: made.id }, body: { name: 'x' } });
    await acme.admin.refused(contract.updateTemplate, 412, { params: { id: made.id }, body: { name: 'x' }, headers: { 'if-match': '*' } });
  });

  it('is not found from another workspace, whatever is tried', async () => {
    const { body: made } = await acme.admin.ok(contract.createTemplate, { body: welcome('Private') });
    const params = { id: made.id };
    await other.admin.refused(contract.getTemplate, 404, { params });
    await other.admin.refused(contract.updateTemplate, 404, { params, version: 1, body: { name: 'Mine now' } });
    await other.admin.refused(contract.archiveTemplate, 404, { params, version: 1 });
    await acme.admin.refused(contract.getTemplate, 404, { params: { id: newId() } });
    await acme.admin.refused(contract.getTemplate, 404, { params: { id: 'no-such-thing' } });
  });

  it('pages by key without losing or repeating one', async () => {
    const { admin } = await aWorkspace(api);
    for (let n = 1; n <= 5; n++) await admin.ok(contract.createTemplate, { body: welcome(`Page ${n}`) });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string | number> = cursor === null ? { limit: 2 } : { limit: 2, cursor };
      const page = await admin.ok(contract.listTemplates, { query });
      names.push(...page.body.items.map((one) => one.name));
      cursor = page.body.next;
    } while (cursor !== null);
    expect(names).toEqual(['Page 5', 'Page 4', 'Page 3', 'Page 2', 'Page 1']);
    await admin.refused(contract.listTemplates, 422, { query: { cursor: 'bm90IGEgY3Vyc29y' } });
    await admin.refused(contract.listTemplates, 422, { query: { lmit: 2 } });
  });

  it('is previewed with samples, escaped, as HTML and as text', async () => {
    const { name: _name, ...text } = welcome('x');
    const { body } = await acme.admin.ok(contract.previewTemplate, {
      body: { ...text, values: { lead: { firstName: '<b>Dana</b>', companyName: '' } } },
    });
    expect(body.html).toContain('&lt;b&gt;Dana&lt;/b&gt;');
    expect(body.subject).toBe('Welcome, <b>Dana</b>');
    expect(body.unset).toEqual(['lead.companyName']);
  });

  it('can be read by a viewer and changed by a manager only', async () => {
    const viewer = await aPerson(api, acme, 'viewer');
    const manager = await aPerson(api, acme, 'manager');
    await viewer.client.ok(contract.listTemplates);
    await viewer.client.refused(contract.createTemplate, 403, { body: welcome('By a viewer') });
    await manager.client.ok(contract.createTemplate, { body: welcome('By a manager') });
  });
});
