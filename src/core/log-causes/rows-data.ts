import { causeRows } from './cause.ts';

const ROWS_NEXT = 'find the rows, and fix them in an earlier migration';

/** Existing rows, or the values of the migration, violate a rule. */
export const DATA = causeRows([
  {
    code: 'not-null',
    words:
      /contains null values|violates not-null constraint|Null constraint failed|NotNullViolation|Column '[^']*' cannot be null|(?:Field|Column) '[^']*' doesn't have a default value|NOT NULL constraint failed|cannot insert NULL/i,
    states: ['23502'],
    errors: [1048, 1364, 1138, 'ER_BAD_NULL_ERROR', 'ER_NO_DEFAULT_FOR_FIELD', 'ER_INVALID_USE_OF_NULL'],
    means: 'rows have no value for a column that must have one',
    next: 'add the column without NOT NULL or with a DEFAULT, fill it in the existing rows, and set NOT NULL last',
    again: 'no',
  },
  {
    code: 'unique',
    words:
      /violates unique constraint|could not create unique index|Duplicate entry|UniqueViolation|UniqueConstraint ?Error|RecordNotUnique|Key \([^\n]*\)=[^\n]* (?:already exists|is duplicated)|UNIQUE constraint failed|Unique constraint failed/i,
    states: ['23505'],
    errors: [1062, 1586, 'ER_DUP_ENTRY', 'ER_DUP_ENTRY_WITH_KEY_NAME'],
    means: 'two rows have the same value in a column that must be unique',
    next: `${ROWS_NEXT}; a row that the migration inserts may exist already (ON CONFLICT DO NOTHING, INSERT IGNORE)`,
    again: 'no',
  },
  {
    code: 'row-refused-by-sequelize',
    // Sequelize prints nothing more, and the cause is nearly always a unique index.
    words: /^ERROR: Validation error$/,
    where: /Sequelize CLI/,
    vague: 'much',
    means:
      'Sequelize prints this when two rows have the same value in a column that must be unique, and names neither the rows nor the column',
    next: `${ROWS_NEXT}; the log of the database names the index`,
    again: 'no',
  },
  {
    code: 'foreign-key-definition',
    words:
      /errno: 150|Foreign key constraint is incorrectly formed|no unique constraint matching given keys|(?:key columns|foreign key constraint) [^\n]*(?:are of incompatible types|cannot be implemented)|Missing (?:index|unique key) for constraint|are incompatible\.?$|Failed to open the referenced table|Cannot add foreign key constraint/i,
    states: ['42830'],
    errors: [
      1005,
      1215,
      1822,
      1824,
      3780,
      6125,
      'ER_CANT_CREATE_TABLE',
      'ER_CANNOT_ADD_FOREIGN',
      'ER_FK_NO_INDEX_PARENT',
      'ER_FK_CANNOT_OPEN_PARENT',
      'ER_FK_INCOMPATIBLE_COLUMNS',
    ],
    means: 'the foreign key is not valid: the columns differ in type, or the referenced column has no unique index',
    next: 'give both columns the same type (also signedness, character set and collation), and give the referenced column a primary key or unique index; SHOW ENGINE INNODB STATUS names the difference',
    again: 'no',
  },
  {
    code: 'foreign-key',
    words:
      /violates foreign key constraint|ForeignKeyViolation|InvalidForeignKey|is not present in table|is still referenced from|(?:a )?foreign key constraint fails|FOREIGN KEY constraint failed|Cannot (?:delete|add) or update a (?:parent|child) row/i,
    states: ['23503'],
    errors: [
      1216,
      1217,
      1451,
      1452,
      'ER_NO_REFERENCED_ROW',
      'ER_NO_REFERENCED_ROW_2',
      'ER_ROW_IS_REFERENCED',
      'ER_ROW_IS_REFERENCED_2',
    ],
    means: 'rows refer to rows that do not exist, or other rows still refer to them',
    next: ROWS_NEXT,
    again: 'no',
  },
  {
    code: 'check',
    words:
      /violates check constraint|(?:is violated by some row|of relation "[^"]*" is violated)|CheckViolation|CHECK constraint[^\n]{0,80}(?:violated|failed)|CONSTRAINT `[^`]*` failed for|violates exclusion constraint|conflicts with existing key|no partition of relation "[^"]*" found/i,
    states: ['23514', '23P01', '44000'],
    errors: [3819, 4025, 1526, 'ER_CHECK_CONSTRAINT_VIOLATED', 'ER_CONSTRAINT_FAILED'],
    means: 'rows break a condition of the table (a check constraint), old or new',
    next: ROWS_NEXT,
    again: 'no',
  },
  {
    code: 'value-too-long',
    words: /value too long for type|Data too long for column|StringDataRightTruncation|ValueTooLong/i,
    states: ['22001'],
    errors: [1406, 'ER_DATA_TOO_LONG'],
    means: 'a value is longer than the column allows',
    next: 'make the column longer, or shorten the values in an earlier migration',
    again: 'no',
  },
  {
    code: 'value-out-of-range',
    words:
      /(?:integer|smallint|bigint|value|numeric field|date\/time field value)[^\n]{0,60} (?:out of range|overflow)|Out of range value|NumericValueOutOfRange/i,
    states: ['22003', '22008'],
    errors: [1264, 1690, 'ER_WARN_DATA_OUT_OF_RANGE', 'ER_DATA_OUT_OF_RANGE'],
    means: 'a number or date is outside the range of the column',
    next: 'use a wider type, or fix the values in an earlier migration',
    again: 'no',
  },
  {
    code: 'value-type',
    words:
      /cannot be cast (?:automatically )?to type|invalid input (?:syntax for|value for enum)|is of type [^\n]{1,60} but (?:expression|default expression) is of type|Incorrect (?:integer|decimal|double|datetime|date|time|string|DECIMAL|[\w]+) value|DatatypeMismatch|InvalidTextRepresentation|Invalid default value for|cannot cast type|default for column "[^"]*" cannot be cast|invalid byte sequence for encoding|Invalid JSON text|invalid input syntax|Truncated incorrect|BLOB, TEXT, GEOMETRY or JSON column '[^']*' can't have a default/i,
    states: ['22P02', '22007', '42804', '42846', '22021', '22P05', '22023', '22018'],
    errors: [
      1067,
      1292,
      1366,
      1101,
      3140,
      'ER_INVALID_DEFAULT',
      'ER_TRUNCATED_WRONG_VALUE',
      'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
      'ER_BLOB_CANT_HAVE_DEFAULT',
    ],
    means: 'a value, or the default, does not match the old or new type of the column',
    next: 'say how to convert the value (PostgreSQL: ALTER … TYPE … USING expression; drop the default first and set it again), or fix the rows in an earlier migration',
    again: 'no',
  },
  {
    code: 'value-truncated',
    words: /Data truncated for column/i,
    errors: [1265, 'WARN_DATA_TRUNCATED'],
    means:
      'rows have no value, or a value that the column can no longer hold: MySQL also reports this for NULL in a column that becomes NOT NULL',
    next: `${ROWS_NEXT} (UPDATE … WHERE column IS NULL)`,
    again: 'no',
  },
  {
    code: 'bad-arithmetic',
    words: /division by zero|Division by 0|cannot take logarithm|invalid argument for (?:power|logarithm)/i,
    states: ['22012'],
    errors: [1365, 'ER_DIVISION_BY_ZERO'],
    means: 'a calculation of the migration has no result for some row',
    next: 'exclude those rows, or give them a value (NULLIF, COALESCE, CASE)',
    again: 'no',
  },
  {
    code: 'subquery-rows',
    words:
      /more than one row returned by a subquery|Subquery returns more than 1 row|CardinalityViolation|command cannot affect row a second time/i,
    states: ['21000'],
    errors: [1242, 'ER_SUBQUERY_NO_1_ROW'],
    means: 'a statement of the migration is ambiguous with the existing rows',
    next: 'make the subquery, or the source of the change, return one row for each row',
    again: 'no',
  },
  {
    code: 'raised-by-migration',
    words: /\bRaiseException\b|\bat RAISE\b|\bRAISE EXCEPTION\b/i,
    states: ['P0001', 'P0004', '45000'],
    errors: [1644, 'ER_SIGNAL_EXCEPTION'],
    means: 'the migration, or a trigger, raised this error itself',
    next: 'read the check in the migration or trigger that raises the error, and do what it requires',
    again: 'no',
  },
]);
