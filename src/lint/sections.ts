/** The SQL of a migration file that runs when it is applied, with everything else as blanks, so that no line moves. */
export function sqlToApply(text: string): string {
  const lines = text.split('\n');
  let applies = true;
  const kept = lines.map((line) => {
    const section = SECTION.exec(line);
    if (section !== null) applies = /up/i.test(section[1] ?? section[2] ?? '');
    // A command of psql, such as \restrict in the output of pg_dump.
    return applies && !/^\s*\\/.test(line) ? line : blank(line);
  });
  return withoutPlaceholders(kept.join('\n'));
}

/**
 * The marks of the directions: `-- migrate:up` (dbmate), `-- +goose Up`, `-- +migrate Down` (sql-migrate), `-- Up
 * Migration` (node-pg-migrate), `-- @UNDO` (MyBatis).
 */
const SECTION =
  /^\s*--\s*(?:(?:migrate:|\+goose\s+|\+migrate\s+|\/\/\s*@|@)\s*(up|down|undo)\b|(up|down)\s+migration\b).*$/i;

/** The files of a way back: they run when somebody takes a release back, not when it is deployed. */
export function isWayBack(file: string): boolean {
  return /(?:[._-](?:down|undo|rollback|revert)\.sql|(?:^|[\\/])(?:down|rollback|revert)\.sql|(?:^|[\\/])U[\d._]+__[^\\/]*\.sql)$/i.test(
    file,
  );
}

/** Placeholders of Flyway and Liquibase: `${schema}`. A name of the same length stands for them. */
function withoutPlaceholders(sql: string): string {
  return sql.replaceAll(/\$\{([\w.:-]+)\}/g, (found) => `p${'_'.repeat(found.length - 1)}`);
}

function blank(line: string): string {
  return ' '.repeat(line.length);
}
