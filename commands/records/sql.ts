export {
  activeUser,
  type Binding,
  bindingOf,
  columnName,
  type Fragment,
  fromColumns,
  insertInto,
  rowOf,
  rowsOf,
  SqlValue,
  updateOf,
} from '../../db/records/sql.ts';
