import type { SqlFile } from './statements.ts';

/** Where a file shows that it is written for MySQL or MariaDB. */
export interface DialectSign {
  file: string;
  line: number;
  sign: string;
}

/** What MySQL's SQL has, and PostgreSQL's cannot have outside of texts and comments. */
const OF_MYSQL =
  /`[\w$ -]+`|\bENGINE\s*=\s*\w+|\bAUTO_INCREMENT\b|\bDEFAULT\s+(?:CHARSET|CHARACTER\s+SET)\b|\bFOREIGN_KEY_CHECKS\b|^\s*DELIMITER\s+\S+|\b(?:INT|INTEGER|BIGINT|SMALLINT|DECIMAL)(?:\s*\(\s*\d+\s*\))?\s+UNSIGNED\b|\b(?:TINYINT|MEDIUMINT|MEDIUMTEXT|LONGTEXT|LONGBLOB)\b|\bON\s+UPDATE\s+CURRENT_TIMESTAMP\b|\bALTER\s+TABLE\s+\S+\s+(?:MODIFY|CHANGE)\b|\bRENAME\s+TABLE\b|\bALGORITHM\s*=\s*(?:INSTANT|INPLACE|COPY)\b|\bLOCK\s*=\s*(?:NONE|SHARED|EXCLUSIVE)\b|\bDROP\s+FOREIGN\s+KEY\b|\/\*!\d{5}/im;

/** Texts, quoted names and comments of PostgreSQL, which may contain anything. `/*!` begins a statement of MySQL. */
const NOT_CODE = /--[^\n]*|\/\*(?!!)[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"\n]*"|(\$\w*\$)[\s\S]*?\1/g;

/** The first sign that migrations are written for MySQL; undefined if there is none. */
export function findMySql(files: readonly SqlFile[]): DialectSign | undefined {
  for (const { file, text } of files) {
    if (!OF_MYSQL.test(text)) continue;
    // Blanks take the place of each character, so that no line moves.
    const code = text.replaceAll(NOT_CODE, (one) => one.replaceAll(/[^\n]/g, ' '));
    const found = OF_MYSQL.exec(code);
    if (found === null) continue;
    const at = found.index + found[0].search(/\S/);
    return { file, line: code.slice(0, at).split('\n').length, sign: found[0].trim().replace(/\s+/g, ' ') };
  }
  return undefined;
}
