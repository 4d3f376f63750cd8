import { describe, expect, it } from 'vitest';
import { parseTemplate } from './parse-template.ts';
import { renderTemplate } from './render-template.ts';

const settings = { timeZone: 'Europe/Berlin', locale: 'en' };
const lead = { firstName: 'A&B', evil: '<script>alert(1)</script>', at: '2026-11-21T10:00:00.000Z', tags: ['hot', 'vip'], score: 0 };
const html = (body: string): string | null => renderTemplate({ channel: 'email', subject: 's', body }, { lead }, settings).html;

describe('rendering', () => {
  it('escapes values in HTML and nowhere else', () => {
    const rendered = renderTemplate(
      { channel: 'email', subject: 'Hi\n {{lead.firstName}}', body: '<p>{{lead.firstName}} {{lead.evil}}</p>' },
      { lead },
      settings,
    );
    expect(rendered.subject).toBe('Hi A&B');
    expect(rendered.html).toBe('<p>A&amp;B &lt;script&gt;alert(1)&lt;/script&gt;</p>');
    expect(rendered.text).toBe('A&B <script>alert(1)</script>');
    expect(renderTemplate({ channel: 'in_app', subject: '', body: '{{lead.firstName}}' }, { lead }, settings)).toMatchObject({
      html: null,
      text: 'A&B',
    });
  });

  it('writes instants in the zone, lists with commas, zero as zero', () => {
    expect(html('{{lead.at}} | {{lead.tags}} | {{lead.score}}')).toBe('21 Nov 2026, 11:00 | hot, vip | 0');
  });

  it('takes the fallback of a missing value, and names what had none', () => {
    const rendered = renderTemplate(
      { channel: 'email', subject: '', body: '{{default lead.nick "you"}}{{lead.nick}}' },
      { lead },
      settings,
    );
    expect(rendered.html).toBe('you');
    expect(rendered.unset).toEqual(['lead.nick']);
  });

  it('knows if, unless and else', () => {
    expect(html('{{#if lead.nick}}a{{else}}b{{/if}}{{#unless lead.nick}}c{{/unless}}{{#if lead.firstName}}{{lead.firstName}}{{/if}}')).toBe(
      'bcA&amp;B',
    );
  });

  it('reads own plain values only, whatever path is asked for', () => {
    for (const path of [
      'constructor',
      'constructor.constructor',
      'lead.constructor',
      'lead.__proto__',
      'lead.toString',
      '__proto__.x',
      'lead.tags.length.x',
    ]) {
      expect(html(`{{${path}}}`), path).toBe('');
    }
  });
});

describe('parsing', () => {
  it('finds every variable, once', () => {
    const { variables, problems } = parseTemplate('{{lead.a}}{{#if lead.b}}{{default lead.c "x"}}{{else}}{{lead.a}}{{/if}}', '/body');
    expect(problems).toEqual([]);
    expect(variables).toEqual(['lead.a', 'lead.b', 'lead.c']);
  });

  it.each([
    '{{lookup this "x"}}',
    '{{#each lead}}x{{/each}}',
    '{{#with lead}}x{{/with}}',
    '{{> partial}}',
    '{{{lead.x}}}',
    '{{&lead.x}}',
    '{{@root.lead}}',
    '{{../lead}}',
    '{{this}}',
    '{{"text"}}',
    '{{default lead.a lead.b}}',
    '{{lead.a lead.b}}',
    '{{lead.a x=1}}',
    '{{#if (lookup lead "a")}}x{{/if}}',
    '{{#*inline "x"}}{{/inline}}',
    '{{lead.[a b]}}',
    '{{show "a" lead}}',
    '{{log lead}}',
    '{{lead.a',
    '{{#if lead.a}}',
    '{{/if}}',
  ])('refuses %s with a pointer', (source) => {
    const { problems } = parseTemplate(source, '/body');
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.pointer).toBe('/body');
  });
});
