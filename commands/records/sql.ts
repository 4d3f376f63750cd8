export {
  activeUser,
  type Binding,
  columnName,
  type Fragment,
  fromColumns,
  insertInto,
  keptRowOf,
  keptRowsOf,
  rowOf,
  rowsOf,
  SqlValue,
  updateOf,
} from '../../db/records/sql.ts';
