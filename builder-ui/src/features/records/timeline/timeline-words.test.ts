import { expect, it } from 'vitest';
import { eventTypes } from '../../../../../domain/events.ts';
import { silentTypes } from '../../../../../domain/records/timeline-rules.ts';
import words from '../locales/en.json';

/** Told by one sentence for all kinds of record, or by the activity itself. */
const shared = /\.(updated|created|assigned|status_changed)$|^activity\.logged$/;

it.each(eventTypes.filter((type) => !silentTypes.includes(type) && !shared.test(type)))('%s has a sentence on timelines', (type) => {
  expect(words.timeline).toHaveProperty(type.replaceAll('.', '_'));
});
