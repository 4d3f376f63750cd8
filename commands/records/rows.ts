export type * from '../../db/records/rows.ts';
