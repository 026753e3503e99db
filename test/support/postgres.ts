export { type Postgres, startPostgres } from '../../scripts/postgres.mjs';

/** Part of the URL of every Postgres in the tests, so that tests can look for it in places where it must not be. */
export const PASSWORD = 'open-sesame';
