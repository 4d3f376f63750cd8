export {
  activeUser,
  type Binding,
  columnName,
  type Fragment,
  fromColumns,
  insertInto,
  rowOf,
  rowsOf,
  SqlValue,
  updateOf,
} from '../../db/records/sql.ts';
