import { causeRows } from './cause.ts';

const SECRET = 'check the secret that the task definition names (valueFrom), and how the command uses it';
const OWN_ADDRESS = String.raw`(?:localhost|127\.0\.0\.1|\[?::1\]?|0\.0\.0\.0)`;

/** The migration did not reach the database. */
export const CONNECTION = causeRows([
  {
    code: 'too-many-connections',
    words:
      /too many (?:clients|connections)|remaining connection slots|\bP2037\b|max_user_connections|MaxClientsInSessionMode|QueuePool limit/i,
    states: ['53300'],
    errors: [1040, 1203, 1226, 'ER_CON_COUNT_ERROR', 'ER_TOO_MANY_USER_CONNECTIONS'],
    connecting: true,
    means: 'all connections that the database allows, or allows for this user, are in use',
    next: 'close idle connections or make the pools of the applications smaller, or raise max_connections (for one role: its CONNECTION LIMIT)',
    again: 'later',
  },
  {
    code: 'options-refused',
    words: /unsupported startup parameter|RDS Proxy currently doesn.t support/i,
    connecting: true,
    means: 'a proxy between the migration and the database (RDS Proxy, PgBouncer) refuses a connection option',
    next: 'set lock_timeout for the role instead of --lock-timeout or PGOPTIONS (ALTER ROLE migrator SET lock_timeout), or connect to the database directly; PgBouncer ignores the options with ignore_startup_parameters = options',
    again: 'no',
  },
  {
    code: 'tls-required',
    words:
      /no pg_hba\.conf entry[^\n]*(?:no encryption|SSL off)|require_secure_transport|insecure transport|(?:SSL|TLS) (?:connection )?(?:is )?required|server (?:requires|only accepts) (?:SSL|TLS)|ORA-28865/i,
    errors: [3159, 'ER_SECURE_TRANSPORT_REQUIRED'],
    connecting: true,
    means: 'the database accepts only encrypted connections',
    next: 'turn TLS on in the connection string: sslmode=require (libpq, JDBC, Go, Prisma), ssl (Node), --ssl-mode=REQUIRED (MySQL)',
    again: 'no',
  },
  {
    code: 'address-not-allowed',
    words: /no pg_hba\.conf entry|is not allowed to connect to this (?:MySQL|MariaDB) server/i,
    errors: [1130, 'ER_HOST_NOT_PRIVILEGED'],
    connecting: true,
    means: 'the database does not accept connections from this address for this user and database',
    next: 'check user and database name in the connection string, and which addresses pg_hba.conf or the host part of the MySQL user allows',
    again: 'no',
  },
  {
    code: 'tls-not-offered',
    words:
      /does not support (?:SSL|TLS|secure connection)|(?:SSL|TLS) is not (?:enabled|supported)|SSL connection error: (?:SSL is required|TLS\/SSL)/i,
    connecting: true,
    means: 'the client requires TLS, but the database does not offer it',
    next: 'turn TLS off for this database (sslmode=disable or prefer, ssl: false), or check that the host really is the database',
    again: 'no',
  },
  {
    code: 'certificate-not-trusted',
    words:
      /self[- ]signed certificate|SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET)|unable to (?:get local issuer|verify the first) certificate|certificate verify failed|x509:|PKIX path|root certificate file|certificate (?:has expired|signed by unknown)|CERT_HAS_EXPIRED|ERR_TLS_CERT|hostname[^\n]{0,60} (?:mismatch|doesn't match|does not match)[^\n]*cert|\bP1011\b|TLS connection error|Error opening a TLS connection/i,
    connecting: true,
    means: 'the container does not trust the certificate of the database',
    next: 'put the CA bundle of RDS (https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem) into the image and configure it: sslrootcert, NODE_EXTRA_CA_CERTS, --ssl-ca; and connect with the host name that is in the certificate',
    again: 'no',
  },
  {
    code: 'authentication-method',
    words:
      /authentication method \S+ (?:not |requires|is not )|SCRAM authentication requires libpq|authentication type \d+ is not supported|unknown auth(?:entication)? method|Authentication plugin '[^']*' cannot be loaded|does not support authentication protocol|authentication method unknown to the client|caching_sha2_password[^\n]*(?:cannot|not|requires)|auth_gssapi_client/i,
    errors: [1251, 2054, 2059, 'ER_NOT_SUPPORTED_AUTH_MODE', 'AUTH_SWITCH_PLUGIN_ERROR'],
    connecting: true,
    means: 'the driver in the image does not support the authentication method of the database',
    next: 'use a newer driver or client library in the image (SCRAM: libpq 10 or later; caching_sha2_password: a client of MySQL 8), or give the user another authentication method',
    again: 'no',
  },
  {
    code: 'variable-missing',
    // Names of variables must be in capital letters here, because the words around them are too common.
    words:
      /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b\W{0,3} (?:environment variable |variable |setting )?(?:is |was |must be |has )?(?:not (?:been )?(?:set|defined|provided|found|present|specified)|undefined|missing|required|empty|unset|set\b(?=\.?$))|[Ee]nv(?:ironment)? var(?:iable)?s?:? \W?[A-Z][A-Z0-9_]+\W? (?:is |was )?(?:not|missing|undefined|required|unset)|[Ee]nvironment variable not found|[Mm]issing (?:required )?(?:environment|env) var|^KeyError: '[A-Z_]+'|key not found: "[A-Z_]+"|have you set your|[Ee]nvironment\(s\) [^\n]* not found|must be set\b[^\n]*environment/,
    connecting: true,
    means: 'an environment variable that the tool reads is not set',
    next: 'add it to environment or secrets of the container in the task definition, or give --env NAME=VALUE; check that the name is exactly the name that the tool reads',
    again: 'no',
  },
  {
    code: 'settings-missing',
    words:
      /Error parsing url: undefined|provide required params|url: undefined$|(?:connection|database) (?:url|string|configuration|config)\b[^\n]{0,30}(?:is required|not (?:set|specified|provided|given)|is missing|is undefined|(?:cannot be|is) empty)|database configuration does not specify adapter|AdapterNotSpecified|ConnectionNotDefined|settings\.DATABASES is improperly configured|Configure the url, user and password|No data source specified|SECRET_KEY setting must not be empty|dialect needs to be explicitly supplied|required (?:arguments|flag)\S* [^\n]*not (?:provided|set)|you must (?:specify|provide|set) (?:a |the )?(?:database|db|url|dsn|connection)|no database (?:url|dsn)|client password must be specified/i,
    connecting: true,
    means: 'the tool was not told which database to connect to',
    next: 'put the address of the database into the variable or file that the tool reads (environment or secrets of the task definition, --env)',
    again: 'no',
  },
  {
    code: 'bad-url',
    // `base` is the host that node-postgres uses for a URL that it cannot parse.
    words:
      /\bENOTFOUND (?:base\b|\S*[#%@/])|host name "[^"]*[#%@/'][^"]*"|Unknown database '[^']*"'|database "[^"]*"" does not exist|ERR_INVALID_URL|Invalid URL\b|invalid (?:connection|database|dsn)[ _](?:string|url|uri)|(?:could not|cannot|can't|unable to|failed to|error) (?:parse|parsing)[^\n]{0,40}(?:ur[li]|dsn|connection string)|parse "[^"]*": |invalid (?:userinfo|port "|URL escape|percent-encoded token|integer value "[^"]*" for connection option "port)|invalid URI (?:query )?parameter|Port could not be cast to integer|the provided database string is invalid|scheme is not recognized|must start with the protocol|\bP1013\b|missing "=" after|extra key\/value separator|No suitable driver found for|URI malformed|bad URI|the URL must start|Invalid interpolation syntax|invalid interpolation syntax in|URL not valid|\bEmptyHost\b|relative URL without a base|first path segment in URL|Can't load plugin: sqlalchemy\.dialects|unknown driver [^\n]*forgotten import|no scheme\b|RelativeUrlWithoutBase|must be followed by '%'/i,
    connecting: true,
    means: 'the connection string cannot be read',
    next: 'percent-encode the special characters of user and password in the URL (@ : / ? # %, and % twice, %%, in a file of alembic), remove quotes and spaces around the URL, and check that it begins with the scheme that the tool expects',
    again: 'no',
  },
  {
    code: 'unknown-host',
    words:
      /\bENOTFOUND\b|\bEAI_AGAIN\b|could not translate host name|Name or service not known|no such host|UnknownHostException|name resolution|Unknown (?:MySQL |MariaDB )?server host|Name does not resolve|nodename nor servname|No address associated with hostname|issue connecting with your hostname|No such host is known|could not resolve host|failed to lookup address|\bnxdomain\b|getaddrinfo (?:failed|for)|server misbehaving/i,
    errors: [2005],
    connecting: true,
    means: 'the host name cannot be resolved where the task runs',
    next: 'check the host in the connection string: a typo, an empty value, or quotes that belong to the shell; and check that the VPC can resolve it (enableDnsSupport, private hosted zone)',
    again: 'no',
  },
  {
    code: 'refused-by-own-address',
    words: new RegExp(
      [
        String.raw`\bECONNREFUSED ${OWN_ADDRESS}`,
        String.raw`${OWN_ADDRESS}[^\n]{0,60}(?:refused|\(10?6?1 "|\(111\b|ECONNREFUSED)`,
        String.raw`${OWN_ADDRESS}" ?\([^)]*\), port \d+ failed: Connection refused`,
        String.raw`(?:reach|connect to)[^\n]{0,60}(?:server|host|database)[^\n]{0,40}${OWN_ADDRESS}`,
        `failed to connect to ${OWN_ADDRESS}`,
        String.raw`\.s\.PGSQL\.\d+|through socket|\.sock\b[^\n]{0,40}(?:no such file|\(2\b|\(111\b)`,
      ].join('|'),
      'i',
    ),
    connecting: true,
    means:
      'the tool tried to connect to its own container, where nothing listens: it did not get the address of the database',
    next: 'give the container the address of the database (environment or secrets of the task definition, --env), and check that the tool reads that variable: without it most tools use localhost or a socket',
    again: 'no',
  },
  {
    code: 'refused',
    words:
      /\bECONNREFUSED\b|connection refused|actively refused|Can't connect to (?:local )?(?:MySQL|MariaDB|server)[^\n]*(?:\(111\b|\(61\b|\(2\b)|\b(?:tcp )?connect[^\n]{0,80}econnrefused/i,
    errors: [2002],
    vague: 'a-little',
    connecting: true,
    means: 'nothing listens on that address and port',
    next: 'check host and port in the connection string, and that the database is up',
    again: 'depends',
  },
  {
    code: 'unreachable',
    words:
      /\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|\bEHOSTUNREACH\b|\bENETUNREACH\b|(?:connection|connect|operation|connection attempt|login) timed? ?out|timeout expired|connect(?:ion)? timeout|ConnectTimeout|i\/o timeout|no route to host|network is unreachable|reading initial communication packet|Can't connect to (?:MySQL|MariaDB|server)[^\n]*\(110\b|\(60\b|timeout exceeded when trying to connect|dial tcp[^\n]*context deadline exceeded|\bP1001\b|Can't reach database server|pool timed out while waiting/i,
    errors: [2003],
    vague: 'a-little',
    connecting: true,
    means: 'the task cannot reach the database over the network',
    next: 'allow inbound connections to the port of the database from the security group of the task, and check the route from the subnets of the task to the database, and host and port',
    again: 'depends',
  },
  {
    code: 'no-connection',
    words:
      /Communications link failure|The connection attempt failed|could not connect to (?:the )?(?:database|server|postgres)|(?:unable|failed|cannot|can't) to? ?(?:connect to|obtain connection from) (?:the )?(?:database|server|postgres|mysql)|connection (?:to [^\n]{0,80} )?failed|connection not available|Unable to acquire a connection|ConnectionNotEstablished|OperationalError: \(2003|DBConnection\.ConnectionError/i,
    states: ['08001', '08004', '08000'],
    vague: 'much',
    connecting: true,
    means: 'the connection to the database failed',
    next: 'check host, port, user and TLS in the connection string, and that the security group of the database allows the task',
    again: 'depends',
  },
  {
    code: 'password-missing',
    words:
      /no password supplied|client password must be a string|empty password returned|\(using password: NO\)|password is (?:missing|required)|no password was provided|password-based authentication, but no password/i,
    connecting: true,
    means: 'the tool did not get a password for the database, or an empty one',
    next: SECRET,
    again: 'no',
  },
  {
    code: 'iam-login-refused',
    words: /PAM authentication failed/i,
    connecting: true,
    means: 'the database refused the login with IAM',
    next: 'allow rds-db:connect on the database user to the task role (not the execution role), check that the user has rds_iam, that IAM authentication is on, and that the token is younger than 15 minutes',
    again: 'no',
  },
  {
    code: 'no-right-on-database',
    words: /access denied for user[^\n]*to database|permission denied for database|does not have CONNECT privilege/i,
    errors: [1044, 'ER_DBACCESS_DENIED_ERROR'],
    connecting: true,
    means: 'the user has no rights on this database, or there is no such database',
    next: 'check the database name in the connection string, and grant the user its rights on it',
    again: 'no',
  },
  {
    code: 'login-not-allowed',
    words:
      /is not permitted to log in|account is locked|password (?:has )?expired|must reset your password|not currently accepting connections/i,
    errors: [1820, 1862, 3118, 4151],
    connecting: true,
    means: 'the database does not let this user log in',
    next: 'give the role the right to log in (ALTER ROLE … LOGIN), unlock it or renew its password, or use the user that is meant for migrations',
    again: 'no',
  },
  {
    code: 'wrong-password',
    words:
      /password authentication failed|access denied for user|authentication failed|\bP1000\b|ORA-01017|Login failed for user|invalid (?:username|user name)(?:\/| or )password|(?:FATAL|connect)[^\n]{0,60}role "[^"]*" does not exist|role "[^"]*" does not exist[^\n]*\[28000\]|provided database credentials/i,
    states: ['28P01', '28000'],
    errors: [1045, 1698, 'ER_ACCESS_DENIED_ERROR'],
    connecting: true,
    means: 'user or password of the database is wrong',
    next: `${SECRET}: it may be an old version after a rotation, or contain the whole JSON instead of only the password; special characters in a URL must be percent-encoded`,
    again: 'no',
  },
  {
    code: 'no-database',
    words:
      /database "[^"]*" does not exist|Unknown database|\bP1003\b|NoDatabaseError|Cannot open database|database `[^`]*` does not exist|ORA-12514|could not find your database/i,
    states: ['3D000'],
    errors: [1049, 'ER_BAD_DB_ERROR'],
    connecting: true,
    means: 'there is no database of that name on this server',
    next: 'check the database name in the connection string, or create the database first',
    again: 'no',
  },
  {
    code: 'task-role-lacks-right',
    words:
      /could not load credentials|CredentialsProviderError|unable to locate credentials|NoCredentialProviders|AccessDenied(?:Exception)?\b[^\n]*(?:not authorized|is denied)|is not authorized to perform/i,
    means: 'the task role does not have an AWS permission that the migration itself needs',
    next: 'allow the action that the line names to the task role (taskRoleArn, not the execution role); if there are no credentials at all, set taskRoleArn',
    again: 'no',
  },
]);
