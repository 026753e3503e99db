import { rows } from './cause.ts';

/** The statements of the migration do not fit what is in the database. */
export const SCHEMA = rows([
  {
    code: 'exists-already',
    words:
      /(?:relation|table|column|type|index|constraint|schema|function|sequence|object|role|database|extension|trigger|policy|view|rule|enum label|publication|operator|key|procedure|event) [^\n]{0,120}already exists|already exists with same argument types|Duplicate(?:Table|Column|Object|Function|Schema|Alias| column| key name| foreign key| check| constraint)|multiple primary keys for table|Multiple primary key defined|Can't create database '[^']*'; database exists|because it already exists|is already (?:a member of|defined|partitioned)|Constraint "[^"]*" for relation "[^"]*" already exists/i,
    states: ['42P07', '42701', '42710', '42P06', '42723', '42P04', '42P16', '42712', '42P03'],
    errors: [
      ...[1007, 1022, 1050, 1060, 1061, 1068, 1304, 1359, 1826, 3822, 1537, 1396],
      ...['ER_TABLE_EXISTS_ERROR', 'ER_DUP_FIELDNAME', 'ER_DUP_KEYNAME', 'ER_MULTIPLE_PRI_KEY', 'ER_FK_DUP_NAME'],
    ],
    means: 'what the migration creates is there already, made by hand or by a run that failed half way',
    next: 'compare the database with the migration; take away the rest of that run, or mark the migration as applied with the tool',
    again: 'no',
  },
  {
    code: 'role-missing',
    words:
      /\brole "[^"]*" does not exist|role '[^']*' does not exist|(?:There is no such grant|Can't find any matching row in the user table)|Operation (?:CREATE|DROP|ALTER) USER failed/i,
    errors: [1133, 1141, 3523, 3530],
    means: 'a GRANT or OWNER of the migration names a role that this database does not have',
    next: 'create the role in this database first, or leave the statement out where the role is not there',
    again: 'no',
  },
  {
    code: 'extension-not-available',
    words:
      /extension "[^"]*" (?:is not available|does not exist|is not allow)|could not open extension control file|must be (?:pre)?loaded via "?shared_preload_libraries|is not in the allow-?list|could not access file "[^"]*": No such file|required extension "[^"]*" is not installed|type "(?:vector|citext|hstore|geometry|geography|ltree)" does not exist|function (?:uuid_generate_v\d|gen_random_uuid|gen_random_bytes|gin_trgm_ops)[^\n]* does not exist|operator class "gin_trgm_ops" does not exist|Function or expression '[^']*' (?:is not|cannot)|Plugin '[^']*' is not loaded|Can't open shared library/i,
    states: ['58P01'],
    errors: [1126, 1524, 'ER_CANT_OPEN_LIBRARY', 'ER_PLUGIN_IS_NOT_LOADED'],
    means: 'an extension that the migration needs is not there',
    next: 'create the extension before (CREATE EXTENSION, by a user who may); on RDS check that this version of the engine supports it, and shared_preload_libraries in the parameter group',
    again: 'no',
  },
  {
    code: 'other-objects-depend-on-it',
    words:
      /because other objects depend on it|DependentObjectsStillExist|needed in a foreign key constraint|Cannot drop (?:index|table|column)[^\n]*(?:foreign key|constraint|referenced)|used by a view or rule|cannot (?:drop|alter)[^\n]*(?:because|used (?:by|in) (?:a|an) (?:view|policy|trigger|generated column))|has a (?:generated column|functional index) dependency|required by/i,
    states: ['2BP01', '2B000'],
    errors: [
      ...[1553, 1828, 1829, 1832, 1833, 1834, 3108, 3730, 3837, 3959],
      ...[
        'ER_DROP_INDEX_FK',
        'ER_FK_COLUMN_CANNOT_DROP',
        'ER_FK_COLUMN_CANNOT_DROP_CHILD',
        'ER_FK_COLUMN_CANNOT_CHANGE',
      ],
    ],
    means: 'other objects of the database use what the migration drops or changes',
    next: 'drop or change those first (the log names them), in the same migration and in the right order; CASCADE would drop them too',
    again: 'no',
  },
  {
    code: 'not-in-transaction',
    words:
      /cannot (?:run|be executed) (?:inside|within|from) a transaction block|cannot (?:run|be executed) inside a transaction|unsafe use of new value|must be committed before they can be used|ActiveSqlTransaction|cannot be executed from a function|cannot run inside a pipeline|CONCURRENTLY cannot/i,
    states: ['25001', '55P04'],
    means: 'the statement does not run inside a transaction, and the tool has opened one',
    next: "turn the tool's transaction off for this migration and put the statement into a migration of its own (Rails disable_ddl_transaction!, Django atomic = False, Alembic autocommit_block(), knex config.transaction: false, node-pg-migrate pgm.noTransaction(), TypeORM transaction = false, dbmate transaction:false, goose NO TRANSACTION, Liquibase runInTransaction=false, Flyway executeInTransaction=false, sqlx -- no-transaction)",
    again: 'no',
  },
  {
    code: 'missing-object',
    words:
      /(?:relation|column|table|schema|type|function|index|constraint|sequence|trigger|view|policy|collation|operator|aggregate|procedure|publication|server|tablespace|text search configuration|access method|language|key|enum label|data type|materialized view|object)\b[^\n]{0,160}(?:does not|doesn't|do not) exist|Table '[^']*' doesn't exist|Unknown column|Unknown table|Undefined(?:Table|Column|Object|Function)|InvalidSchemaName|no such (?:table|column|index|function)|Can't DROP|Key column '[^']*' doesn't exist|no schema has been selected|Invalid object name|is not an existing enum label|PROCEDURE [^\n]* does not exist|FUNCTION [^\n]* does not exist|references invalid (?:table|column|definer)/i,
    states: ['42P01', '42703', '42704', '42883', '3F000', '42P02'],
    errors: [
      ...[1051, 1054, 1072, 1091, 1109, 1146, 1176, 1305, 1356, 1360, 1449, 1507],
      ...[
        'ER_NO_SUCH_TABLE',
        'ER_BAD_FIELD_ERROR',
        'ER_BAD_TABLE_ERROR',
        'ER_CANT_DROP_FIELD_OR_KEY',
        'ER_KEY_COLUMN_DOES_NOT_EXITS',
      ],
    ],
    means: 'what the migration changes or refers to is not in this database',
    next: 'check the name; that the migration which creates it is in the image and runs first; and that the connection looks at the right database and schema (search_path)',
    again: 'no',
  },
  {
    code: 'syntax',
    words:
      /syntax error at or near|syntax error at end of input|error in your SQL syntax|near "[^"]*": syntax error|unterminated (?:quoted|dollar-quoted)|SyntaxError: [^\n]*SQL|zero-length delimited identifier|cannot insert multiple commands into a prepared statement|PG::SyntaxError|Parse error in query|Query was empty|unrecognized (?:configuration parameter|data type)|invalid SQL statement/i,
    states: ['42601'],
    errors: [1064, 1065, 1149, 'ER_PARSE_ERROR', 'ER_SYNTAX_ERROR', 'ER_EMPTY_QUERY'],
    means: 'the statement is not valid SQL for this database and its version',
    next: 'fix the statement at the place that is named, and run the migrations against a database of the same version before the release',
    again: 'no',
  },
  {
    code: 'key-too-long',
    words:
      /key was too long|max key length is|Row size too large|index row size \d+ exceeds|index row requires|key column '[^']*' [^\n]*without a key length|identifier name '[^']*' is too long|Identifier name[^\n]*too long|identifier "[^"]*" (?:is too long|will be truncated)|tables can have at most|Too many (?:keys|columns|key parts)|Column length too big|row is too big/i,
    states: ['54000', '54011', '54023', '42622'],
    errors: [
      ...[1059, 1069, 1070, 1071, 1074, 1113, 1117, 1118, 1170],
      ...[
        'ER_TOO_LONG_KEY',
        'ER_TOO_LONG_IDENT',
        'ER_TOO_BIG_ROWSIZE',
        'ER_BLOB_KEY_WITHOUT_LENGTH',
        'ER_TOO_BIG_FIELDLENGTH',
      ],
    ],
    means: 'an index, a row or a name is longer than the database allows',
    next: 'index a part of the column (MySQL: a prefix length) or a hash of it, make the columns shorter, or use a shorter name',
    again: 'no',
  },
  {
    code: 'collation',
    words:
      /Unknown collation|Unknown character set|Illegal mix of collations|is not valid for CHARACTER SET|collation[^\n]{0,40}(?:version mismatch|for encoding)/i,
    states: ['42P21', '42P22'],
    errors: [
      1115,
      1253,
      1267,
      1273,
      'ER_UNKNOWN_COLLATION',
      'ER_UNKNOWN_CHARACTER_SET',
      'ER_CANT_AGGREGATE_2COLLATIONS',
    ],
    means: 'character set or collation is not known to this database, or two of them do not go together',
    next: 'use one that both MySQL and MariaDB of your versions have (utf8mb4_unicode_ci, not utf8mb4_0900_ai_ci on MariaDB), and the same for all columns that are compared',
    again: 'no',
  },
  {
    code: 'not-supported',
    words:
      /FeatureNotSupported|is not (?:yet )?supported(?: (?:by|for|in|on|with))?[^\n]{0,60}(?:database|server|version|MySQL|MariaDB|PostgreSQL|engine|reason|operation|table|storage)|ALGORITHM=[^\n]* is not supported|LOCK=[^\n]* is not supported|doesn't yet support|This command is not supported|generation expression is not immutable|must be marked IMMUTABLE|must include all (?:partitioning )?columns|A PRIMARY KEY must include all columns|incorrect (?:table|column) definition|This version of (?:MySQL|MariaDB) doesn't/i,
    states: ['0A000', '42P17', '42P20', '42611', '428C9', '42809'],
    errors: [
      ...[1075, 1178, 1235, 1314, 1336, 1503, 1845, 1846, 3105, 3106],
      ...[
        'ER_NOT_SUPPORTED_YET',
        'ER_ALTER_OPERATION_NOT_SUPPORTED',
        'ER_ALTER_OPERATION_NOT_SUPPORTED_REASON',
        'ER_WRONG_AUTO_KEY',
      ],
    ],
    means: 'the database, or its version, cannot do this',
    next: 'write the step in a way that this version can do, or update the database first; run the migrations against the same version before the release',
    again: 'no',
  },
  {
    code: 'invalid-statement',
    words:
      /must appear in the GROUP BY|column reference "[^"]*" is ambiguous|Column '[^']*' in [\w ]+ is ambiguous|AmbiguousColumn|GroupingError|INSERT has more (?:expressions|target columns)|Column count doesn't match|"[^"]*" is not a (?:table|view|sequence|function)\b|cannot alter (?:type|view|inherited)|Every derived table|Not unique table\/alias|isn't in GROUP BY|there is no parameter|could not determine data type|operator does not exist|no function matches/i,
    states: ['42702', '42803', '42725', '42P09', '42P10', '42P13', '42P18', '42939', '42602'],
    errors: [
      1052,
      1055,
      1056,
      1066,
      1093,
      1111,
      1136,
      1140,
      1222,
      1248,
      'ER_NON_UNIQ_ERROR',
      'ER_WRONG_VALUE_COUNT_ON_ROW',
    ],
    means: 'the statement does not go together with the tables that it names',
    next: 'fix the statement, and run the migrations against a copy of the schema before the release',
    again: 'no',
  },
]);
