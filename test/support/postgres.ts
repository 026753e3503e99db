export { type Postgres, startPostgres } from '../../scripts/postgres.mjs';

/** In the URL of every Postgres of the tests, so that they can look for it where it should not be. */
export const PASSWORD = 'open-sesame';
