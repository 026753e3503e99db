import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findMySql } from '../../src/lint/dialect.ts';

const find = (...texts: string[]) => findMySql(texts.map((text, index) => ({ file: `${index}.sql`, text })));

test.each([
  'CREATE TABLE `users` (id int)',
  'CREATE TABLE users (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY)',
  'CREATE TABLE users (id int) ENGINE=InnoDB',
  'CREATE TABLE users (id int) DEFAULT CHARSET=utf8mb4',
  'ALTER TABLE users ADD age INT UNSIGNED',
  'ALTER TABLE users ADD age INT(11) UNSIGNED',
  'ALTER TABLE users MODIFY name varchar(20)',
  'ALTER TABLE users CHANGE name full_name varchar(20)',
  'ALTER TABLE users ADD x int, ALGORITHM=INSTANT',
  'ALTER TABLE users DROP FOREIGN KEY fk',
  'RENAME TABLE a TO b',
  'ALTER TABLE users ADD active TINYINT(1)',
  'ALTER TABLE users ADD t timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
  'SET FOREIGN_KEY_CHECKS = 0; DROP TABLE users;',
  'DELIMITER //\nCREATE TRIGGER t',
  '/*!40101 SET NAMES utf8 */;',
])('MySQL: %s', (sql) => {
  expect(find(sql)).toMatchObject({ file: '0.sql', line: 1 });
});

test('the place is that of the sign, also in another file', () => {
  expect(find('SELECT 1;', "-- `a`\nSELECT 'ENGINE=InnoDB';\nALTER TABLE a\n  MODIFY b int;")).toEqual({
    file: '1.sql',
    line: 3,
    sign: 'ALTER TABLE a MODIFY',
  });
});

test.each([
  '-- in MySQL: ENGINE=InnoDB, `users`',
  '/* AUTO_INCREMENT */ SELECT 1',
  "INSERT INTO notes VALUES ('it''s `code`, ENGINE=InnoDB')",
  'DO $$ BEGIN RAISE NOTICE $x$`a`$x$; END $$',
  'CREATE TABLE "auto_increment" (engine text)',
])('not MySQL: %s', (sql) => {
  expect(find(sql)).toBeUndefined();
});

test('no sign in the additive statements of many tools', () => {
  const folder = path.join(import.meta.dirname, '../fixtures/lint/additive');
  for (const file of readdirSync(folder)) {
    expect(findMySql([{ file, text: readFileSync(path.join(folder, file), 'utf8') }]), file).toBeUndefined();
  }
});
