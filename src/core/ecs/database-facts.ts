/** What the open variables of a container show about its database. Never a user, a password or a whole URL. */
export interface DatabaseFacts {
  /** Schemes of URLs, such as `postgres` or `jdbc:postgresql`. */
  schemes: string[];
  /** Hosts, ports and names of databases, each as `NAME=VALUE` with the name of the variable. */
  places: string[];
  /** Whether a URL has the parameter `options`, which then replaces PGOPTIONS. */
  hasOptions: boolean;
}

const URL_OF_DATABASE =
  /^((?:jdbc:)?(?:postgres\w*|postgis|pgx\d*|mysql\w*|mariadb|sqlserver|oracle|cockroach\w*|yugabyte\w*)(?:\+\w+)?):(?:\/\/)?(?:[^@/?#]*@)?([^/?#;]*)(?:\/([^?#;]*))?(?:\?(.*))?/i;

const PLACE =
  /^PG(?:HOST|HOSTADDR|PORT|DATABASE)$|(?:^|_)(?:HOST|HOSTNAME|ENDPOINT|SERVER|PORT|DB_?NAME|DATABASE_NAME)$/i;
const OF_DATABASE = /PG|DB|DATABASE|POSTGRES|MYSQL|RDS|SQL/i;

/** Reads what is safe to know from the variables of a container. `undefined` if they show nothing. */
export function databaseFactsOf(
  environment: readonly { name?: string | undefined; value?: string | undefined }[],
): DatabaseFacts | undefined {
  const facts: DatabaseFacts = { schemes: [], places: [], hasOptions: false };
  for (const { name = '', value = '' } of environment) {
    const [, scheme, host = '', database = '', query = ''] = URL_OF_DATABASE.exec(value) ?? [];
    if (scheme !== undefined) {
      facts.schemes.push(scheme.toLowerCase());
      facts.places.push(`${name}=${host}/${database}`);
      facts.hasOptions ||= /(?:^|&)options=/i.test(query);
    } else if (PLACE.test(name) && OF_DATABASE.test(name)) {
      facts.places.push(`${name}=${value}`);
    }
  }
  return facts.places.length === 0 ? undefined : facts;
}
