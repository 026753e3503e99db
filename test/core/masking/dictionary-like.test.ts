import { expect, test } from 'vitest';
import { isDictionaryLike, isNameLike } from '../../../src/core/masking/dictionary-like.ts';

test.each([
  'prod',
  'dev',
  'staging',
  'production',
  'test',
  'Staging',
  'PROD',
  'app',
  'main',
  'public',
  'postgres',
  'redis',
  'true',
  'false',
  'none',
  'null',
  'info',
  'debug',
  'migration',
  'migrate',
  'up',
  'latest',
  'mysql',
  'django',
  'us-east-1',
  'eu-central-1',
  'productsapp-container',
  'shop_orders',
  'db.internal',
  'app/main',
  'v1.2',
  '5432',
  '10',
  '127.0.0.1',
  'localhost',
  'utf-8',
  'linux/amd64',
  'node',
  'python',
  'lambda',
  'rails',
  'sql',
  'America/Chicago',
])('%s is an ordinary word', (word) => expect(isDictionaryLike(word)).toBe(true));

test.each([
  'x7Kp2',
  'qzxkvj',
  'wJalrXUtnFEMI',
  'AKIAIOSFODNN7',
  'pass1',
  'hunter22',
  '483920',
  'aBcDeF',
  'p@ss!',
  'mq7z',
  'kqwz',
])('%s is none', (word) => expect(isDictionaryLike(word)).toBe(false));

test.each(['node20', '512m', '30m', 'db1', 'python3'])('%s is a part of names and quantities', (word) => {
  expect([isDictionaryLike(word), isNameLike(word)]).toEqual([false, true]);
});

test('few random words pass for words', () => {
  let seed = 7;
  const letter = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return String.fromCharCode(97 + Math.floor((seed / 2_147_483_648) * 26));
  };
  const words = Array.from({ length: 2_000 }, () => Array.from({ length: 6 }, letter).join(''));
  expect(words.filter(isDictionaryLike).length).toBeLessThan(100);
});
