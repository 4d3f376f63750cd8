import type { ImportTarget } from './targets.ts';

// What a file of tasks, notes or activities can fill. They hang on records, which a row names by key, e-mail or name.

const options = (values: readonly string[], more: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(values.map((value) => [value.replaceAll('_', ' '), value])),
  ...more,
});

const owner = (synonyms: readonly string[]): ImportTarget => ({
  field: 'owner',
  type: 'owner',
  maxLength: 254,
  synonyms: [...synonyms, 'owner', 'owner email', 'assigned to', 'assigned', 'assignee', 'created by', 'author', 'user'],
});

const externalId = (synonyms: readonly string[]): ImportTarget => ({
  field: 'externalId',
  type: 'text',
  maxLength: 200,
  synonyms: [...synonyms, 'record id', 'external id', 'id'],
});

/** The records a row hangs on. The first that is known is the one it is about. */
export const relatedFields = ['relatedId', 'deal', 'lead', 'contact', 'company'] as const;
export type RelatedField = (typeof relatedFields)[number];

const related: readonly ImportTarget[] = [
  {
    field: 'relatedId',
    type: 'text',
    maxLength: 200,
    synonyms: [
      'related to id',
      'parent id',
      'parent id id',
      'what id',
      'who id',
      'associated record id',
      'associated contact ids',
      'associated contact id',
    ],
  },
  { field: 'deal', type: 'text', maxLength: 200, synonyms: ['deal', 'deal name', 'opportunity', 'opportunity name', 'associated deal'] },
  { field: 'lead', type: 'text', maxLength: 254, synonyms: ['lead', 'lead email', 'lead name'] },
  {
    field: 'contact',
    type: 'text',
    maxLength: 254,
    synonyms: ['contact', 'contact email', 'contact name', 'associated contact', 'email', 'e mail', 'email address', 'related to', 'name'],
  },
  {
    field: 'company',
    type: 'text',
    maxLength: 200,
    synonyms: ['company', 'company name', 'account', 'account name', 'company account', 'associated company'],
  },
];

export const taskTargets: readonly ImportTarget[] = [
  { field: 'title', type: 'text', maxLength: 300, synonyms: ['task title', 'task name', 'title', 'subject', 'task', 'todo', 'to do'] },
  {
    field: 'description',
    type: 'lines',
    maxLength: 10_000,
    synonyms: ['description', 'notes', 'task notes', 'comments', 'full comments', 'details', 'body'],
  },
  { field: 'dueAt', type: 'datetime', synonyms: ['due date', 'due', 'task due date', 'deadline', 'due at', 'date'] },
  {
    field: 'priority',
    type: 'select',
    synonyms: ['priority', 'task priority'],
    options: options(['low', 'medium', 'high', 'urgent'], {
      normal: 'medium',
      none: 'medium',
      lowest: 'low',
      highest: 'urgent',
      critical: 'urgent',
    }),
  },
  {
    field: 'status',
    type: 'select',
    synonyms: ['status', 'task status'],
    options: options(['open', 'in_progress', 'done', 'cancelled'], {
      'not started': 'open',
      deferred: 'open',
      waiting: 'open',
      'waiting on someone else': 'open',
      'waiting for input': 'open',
      completed: 'done',
      closed: 'done',
      canceled: 'cancelled',
    }),
  },
  ...related,
  owner(['task owner', 'task assigned to']),
  externalId(['task id', 'activity id']),
];

export const noteTargets: readonly ImportTarget[] = [
  {
    field: 'body',
    type: 'lines',
    maxLength: 50_000,
    synonyms: ['note body', 'note content', 'note', 'body', 'content', 'text', 'description', 'comments'],
  },
  {
    field: 'createdAt',
    type: 'datetime',
    synonyms: ['created time', 'create date', 'created date', 'created at', 'note date', 'date', 'timestamp'],
  },
  ...related,
  owner(['note owner']),
  externalId(['note id']),
];

export const activityTargets: readonly ImportTarget[] = [
  {
    field: 'type',
    type: 'select',
    synonyms: ['activity type', 'type', 'engagement type', 'event type'],
    options: options(['call', 'email', 'meeting', 'note', 'social', 'sms'], {
      'phone call': 'call',
      'logged call': 'call',
      'e mail': 'email',
      'logged email': 'email',
      event: 'meeting',
      visit: 'meeting',
      linkedin: 'social',
      'linkedin message': 'social',
      whatsapp: 'sms',
      text: 'sms',
    }),
  },
  { field: 'title', type: 'text', maxLength: 300, synonyms: ['subject', 'title', 'call title', 'meeting title', 'activity'] },
  {
    field: 'body',
    type: 'lines',
    maxLength: 50_000,
    synonyms: ['description', 'notes', 'call notes', 'body', 'comments', 'full comments', 'content', 'details'],
  },
  {
    field: 'occurredAt',
    type: 'datetime',
    synonyms: [
      'activity date',
      'date',
      'start time',
      'call start time',
      'from',
      'start date',
      'occurred at',
      'created time',
      'create date',
    ],
  },
  {
    field: 'direction',
    type: 'select',
    synonyms: ['direction', 'call direction', 'call type'],
    options: options(['inbound', 'outbound'], { incoming: 'inbound', outgoing: 'outbound' }),
  },
  {
    field: 'outcome',
    type: 'select',
    synonyms: ['outcome', 'call outcome', 'call result', 'result'],
    options: options(['connected', 'voicemail', 'no_response'], {
      'left voicemail': 'voicemail',
      'no answer': 'no_response',
      busy: 'no_response',
      completed: 'connected',
    }),
  },
  ...related,
  owner(['activity assigned to', 'call owner', 'host']),
  externalId(['activity id', 'call id', 'event id']),
];
