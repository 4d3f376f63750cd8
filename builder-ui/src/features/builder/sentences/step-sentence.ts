import type { DefinitionNode, TriggerNode } from '../../../../../domain/automation/definition/definition.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import { parseText } from '../../../../../domain/expressions/text.ts';
import type { Json, JsonObject } from '../../../../../domain/json.ts';
import { sentenceOf, triggerSentenceOf } from '../model/step-catalogue.ts';
import { conditionWords, listName, expressionWords, fieldWords, isEmptyCondition, literalWords } from './condition-words.ts';
import { fill, type Part, type Value } from './template.ts';
import { durationWords, eventWords, listWords, type Loose, looseOf, numberWords, textOf, textsOf, type Words } from './words.ts';

/** The sentence of a step with its values as pills. */
export function stepSentence(node: Pick<DefinitionNode, 'type' | 'config'>, words: Words): Part[] {
  return sentenceParts(sentenceOf(node), words);
}

export function triggerSentence(trigger: TriggerNode, words: Words): Part[] {
  return sentenceParts(triggerSentenceOf(trigger), words);
}

function sentenceParts(sentence: { readonly key: string; readonly params: JsonObject }, words: Words): Part[] {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(sentence.params)) {
    if (name === 'filtered') values[name] = { text: value === true ? words.t('values.filtered') : '', plain: true };
    else if (name === 'changes' && sentence.key.startsWith('triggers.')) values[name] = triggerChanges(value, words);
    else if (name === 'crossing') values[name] = crossingWords(value, words);
    else values[name] = paramValue(name, value, words);
  }
  if (sentence.key === 'triggers.event.sentence') values.crossing ??= { text: '', plain: true };
  // A list that is not translated yet must not show its key: the key's last part reads better.
  return fill((params) => words.t(sentence.key, { ...params, defaultValue: sentence.key.split('.').slice(1).join(' ') }), values);
}

/** A trigger may do without changes of fields; a step that sets fields may not. */
function triggerChanges(value: Json, words: Words): Value {
  if (!Array.isArray(value) || value.length === 0) return { text: '', plain: true };
  return { text: words.t('values.andChanged', { changes: changesValue(value, words).text }), plain: true };
}

/** "to 50 or more": the mark a figure has to go over. */
function crossingWords(value: Json, words: Words): Value {
  const { value: mark, direction } = looseOf(value);
  if (typeof mark !== 'number') return { text: '', plain: true };
  return {
    text: words.t(direction === 'down' ? 'values.crossedDown' : 'values.crossedUp', { value: numberWords(words, mark) }),
    plain: true,
  };
}

const unset = (words: Words, key: string): Value => ({ text: words.t(`unset.${key}`), unset: true });
const quoted = (words: Words, text: string, key: string): Value =>
  text === '' ? unset(words, key) : { text: words.t('values.quoted', { text: withoutBraces(text, words) }) };

/** `{{lead.firstName}}` reads as ‹First name› on a card. */
function withoutBraces(text: string, words: Words): string {
  return parseText(text)
    .map((part) => (part.kind === 'text' ? part.text : part.kind === 'variable' ? `‹${fieldWords(words, part.path)}›` : part.source))
    .join('');
}

/** How a parameter of a sentence is written, by its name: names mean the same in every node type. */
function paramValue(name: string, value: Json, words: Words): Value {
  switch (name) {
    case 'offsets':
      return offsetsValue(value, words);
    case 'cron':
      return { text: cronWords(textOf(value), words) };
    case 'field':
      return textOf(value) === '' ? unset(words, 'date') : { text: fieldWords(words, textOf(value)) };
    case 'duration':
    case 'timeout':
      return value === null ? unset(words, 'timeout') : { text: durationWords(words, looseOf(value)) };
    case 'condition':
      return conditionValue(value, words);
    case 'events':
      return listOf(
        textsOf(value).map((type) => eventWords(words, type)),
        'event',
        words,
        'disjunction',
      );
    case 'tags':
      return listOf(textsOf(value), 'tag', words, 'conjunction');
    case 'changes':
      return changesValue(value, words);
    case 'to':
    case 'assignee':
      return recipientValue(looseOf(value), words);
    case 'pool':
      return poolValue(looseOf(value), words);
    case 'recordType':
      return { text: words.t(`subjects.${textOf(value)}`).toLocaleLowerCase(), plain: true };
    case 'values':
      return birthValues(value, words);
    case 'automation':
      return named(words.names.automation?.(textOf(value)), textOf(value), 'automation', words);
    case 'list':
      return { text: listName(words, textOf(value)) };
    case 'variables':
      return variablesValue(value, words);
    case 'branches':
      return listOf(textsOf(value), 'branch', words, 'disjunction');
    case 'shares':
      return sharesValue(value, words);
    case 'date':
      return dateValue(looseOf(value), words);
    case 'stage':
      return named(words.names.stage(textOf(value)), textOf(value), 'stage', words);
    case 'record':
    case 'with':
      return recordValue(looseOf(value), words);
    case 'about':
      return aboutValue(looseOf(value), words);
    case 'due':
      return dueValue(looseOf(value), words);
    case 'target':
      return named(words.names.step(textOf(value)), textOf(value), 'step', words);
    case 'templateId':
      return named(words.names.template(textOf(value)), textOf(value), 'template', words);
    case 'segment':
      return segmentValue(textOf(value), words);
    case 'form':
      return { text: words.names.form(textOf(value)) ?? words.t('values.aForm'), plain: false };
    case 'webhook':
      return { text: words.names.webhook(textOf(value)) ?? words.t('values.aWebhook'), plain: false };
    case 'title':
    case 'subject':
    case 'text':
      return quoted(words, textOf(value), name);
    case 'reason':
      return textOf(value) === '' ? { text: '', plain: true } : { text: words.t('values.reason', { reason: textOf(value) }), plain: true };
    case 'days':
      return {
        text:
          textsOf(value).length === 7
            ? words.t('values.everyDay')
            : listWords(
                words,
                textsOf(value).map((day) => words.t(`weekdays.short.${day}`)),
                'conjunction',
              ),
      };
    case 'timeZone':
      return { text: textOf(value) === 'automation' ? '' : textOf(value), plain: true };
    case 'priority':
    case 'type':
      return { text: words.t(`values.${name}.${textOf(value)}`, { defaultValue: textOf(value) }), plain: name === 'priority' };
    default:
      return { text: typeof value === 'number' ? numberWords(words, value) : typeof value === 'string' ? value : JSON.stringify(value) };
  }
}

function listOf(items: readonly string[], key: string, words: Words, type: 'conjunction' | 'disjunction'): Value {
  if (items.length === 0) return unset(words, key);
  const shown = items.length > 3 ? [...items.slice(0, 2), words.t('values.more', { count: items.length - 2 })] : items;
  return { text: listWords(words, shown, type) };
}

function named(found: string | undefined, id: string, key: string, words: Words): Value {
  if (id === '') return unset(words, key);
  return found === undefined ? { text: words.t(`gone.${key}`), unset: true } : { text: found };
}

function conditionValue(value: Json, words: Words): Value {
  const condition = value as unknown as Condition; // the spec put its own condition into the parameter
  return isEmptyCondition(condition) ? unset(words, 'condition') : { text: conditionWords(words, condition), plain: true };
}

function changesValue(value: Json, words: Words): Value {
  const changes = Array.isArray(value) ? value.map((one: Json) => looseOf(one)) : [];
  if (changes.length === 0) return unset(words, 'change');
  const text = changes.map((change) => {
    const field = textOf(change.field);
    if (change.value !== undefined) {
      const to = looseOf(change.value);
      const right = to.kind === 'literal' ? literalWords(words, to.value ?? null, field) : expressionWords(words, change.value as never);
      return words.t('values.set', { field: fieldWords(words, field), value: right });
    }
    return conditionWords(words, {
      kind: 'changed',
      field,
      ...(change.from !== undefined && { from: change.from }),
      ...(change.to !== undefined && { to: change.to }),
    });
  });
  return { text: listWords(words, text, 'conjunction') };
}

function variablesValue(value: Json, words: Words): Value {
  const all = Array.isArray(value) ? value.map((one: Json) => looseOf(one)) : [];
  return listOf(
    all.flatMap((one) =>
      textOf(one.name) === ''
        ? []
        : [words.t('values.set', { field: textOf(one.name), value: expressionWords(words, one.value as never) })],
    ),
    'variable',
    words,
    'conjunction',
  );
}

function sharesValue(value: Json, words: Words): Value {
  const shares = Array.isArray(value) ? value.map((one: Json) => looseOf(one)) : [];
  return listOf(
    shares.map((one) => words.t('values.share', { label: textOf(one.label), percent: numberWords(words, Number(one.percent)) })),
    'branch',
    words,
    'conjunction',
  );
}

/** Where segments are not known by name, one is spoken of. */
function segmentValue(id: string, words: Words): Value {
  if (words.names.segment === undefined) return { text: words.t('values.aSegment') };
  return named(words.names.segment(id), id, 'segment', words);
}

/** The schedules that everybody has are words; others are read as they are written. */
function cronWords(cron: string, words: Words): string {
  return words.t(`values.cron.${cron.trim().replaceAll(/\s+/g, ' ').replaceAll('*', 'x').replaceAll(' ', '_')}`, {
    defaultValue: words.t('values.cron.other', { cron }),
  });
}

/** "90 days, 60 days or 30 days before": what stands before or after a date. */
function offsetsValue(value: Json, words: Words): Value {
  const all = Array.isArray(value) ? value.map((one: Json) => looseOf(one)) : [];
  const texts = all.map((one) =>
    one.amount === 0
      ? words.t('values.onDate')
      : words.t(one.direction === 'before' ? 'values.beforeDate' : 'values.afterDate', { duration: durationWords(words, one) }),
  );
  return listOf(texts, 'date', words, 'disjunction');
}

function dateValue(value: Loose, words: Words): Value {
  if (value.kind === 'literal' && (value.value === null || value.value === '')) return unset(words, 'date');
  return { text: expressionWords(words, value as never) };
}

/** The fields that a new record is given. */
function birthValues(value: Json, words: Words): Value {
  const fields = Array.isArray(value) ? value.map((one: Json) => textOf(looseOf(one).field)) : [];
  return listOf(
    fields.map((field) => fieldWords(words, `found.${field}`)),
    'value',
    words,
    'conjunction',
  );
}

function recordValue(about: Loose, words: Words): Value {
  if (about.kind !== 'output') return { text: words.t('people.record'), plain: true };
  if (textOf(about.step) === '') return unset(words, 'record');
  return { text: words.t('values.outputRecord', { step: words.names.step(textOf(about.step)) ?? '?' }) };
}

/** A person by their part, the record's own address, or an address that is worked out. */
function recipientValue(to: Loose, words: Words): Value {
  if (to.kind === 'person') return recipientValue(looseOf(to.person), words);
  if (to.kind === 'user') return named(words.names.user(textOf(to.userId)), textOf(to.userId), 'user', words);
  if (to.kind === 'expression' || to.kind === 'address') return { text: expressionWords(words, to.value as never) };
  return { text: words.t(`people.${textOf(to.kind) || 'owner'}`) };
}

function poolValue(pool: Loose, words: Words): Value {
  if (pool.kind === 'team') return named(words.names.team(textOf(pool.teamId)), textOf(pool.teamId), 'team', words);
  return listOf(
    textsOf(pool.userIds).map((id) => words.names.user(id) ?? words.t('names.unknownUser')),
    'user',
    words,
    'conjunction',
  );
}

function aboutValue(about: Loose, words: Words): Value {
  if (about.kind !== 'output') return { text: words.t('values.aboutSubject'), plain: true };
  return { text: words.t('values.aboutOutput', { step: words.names.step(textOf(about.step)) ?? '?' }), plain: true };
}

function dueValue(due: Loose, words: Words): Value {
  if (due.kind === 'duration') return { text: words.t('values.dueIn', { duration: durationWords(words, looseOf(due.duration)) }) };
  if (due.kind === 'expression') return { text: expressionWords(words, due.value as never) };
  return { text: words.t('values.noDue'), plain: true };
}
