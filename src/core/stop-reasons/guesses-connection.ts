import type { GuessRule } from './guess.ts';

const SECRET = 'check the secret that the task definition names (valueFrom) and what the command makes of it';

/** The migration did not get as far as the database. */
export const CONNECTION_GUESSES: readonly GuessRule[] = [
  {
    pattern:
      /too many (?:clients|connections)|remaining connection slots|(?:STATE|code)\W{1,6}53300|\bP2037\b|ER_CON_COUNT_ERROR|max_user_connections|MaxClientsInSessionMode|QueuePool limit/i,
    guess: 'probably all connections of the database are taken',
    next: 'close idle connections or make the pools of the applications smaller, raise max_connections, then run again',
  },
  {
    pattern:
      /no pg_hba\.conf entry[^\n]*(?:no encryption|SSL off)|require_secure_transport|insecure transport|(?:SSL|TLS) (?:connection )?(?:is )?required|server (?:requires|only accepts) (?:SSL|TLS)|ERROR 3159|ORA-28865/i,
    guess: 'probably the database takes encrypted connections only',
    next: 'turn TLS on in the connection string: sslmode=require (libpq, JDBC, Go, Prisma), ssl (Node), --ssl-mode=REQUIRED (MySQL)',
  },
  {
    pattern: /no pg_hba\.conf entry|is not allowed to connect to this (?:MySQL|MariaDB) server/i,
    guess: 'probably the database lets nobody in from this address with this user and database',
    next: 'check user and database name in the connection string, and what pg_hba.conf or the host part of the MySQL user allows',
  },
  {
    pattern: /does not support (?:SSL|TLS|secure connection)|(?:SSL|TLS) is not (?:enabled|supported)/i,
    guess: 'probably TLS is asked for and the database does not offer it',
    next: 'turn TLS off for this database (sslmode=disable or prefer, ssl: false), or check that the host is the database itself',
  },
  {
    pattern:
      /self[- ]signed certificate|SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET)|unable to get local issuer|certificate verify failed|x509:|PKIX path|root certificate file|certificate (?:has expired|signed by unknown)|CERT_HAS_EXPIRED|ERR_TLS_CERT|hostname[^\n]{0,60} (?:mismatch|doesn't match|does not match)[^\n]*cert|\bP1011\b|TLS connection error/i,
    guess: 'probably the container does not trust the certificate of the database',
    next: 'put the CA bundle of RDS (https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem) into the image and name it: sslrootcert, NODE_EXTRA_CA_CERTS, --ssl-ca; and connect by the name that the certificate has',
  },
  {
    pattern:
      /\bENOTFOUND\b|\bEAI_AGAIN\b|could not translate host name|Name or service not known|no such host|UnknownHostException|name resolution|Unknown (?:MySQL|MariaDB) server host|Name does not resolve|nodename nor servname|No address associated with hostname|issue connecting with your hostname|No such host is known/i,
    guess: 'probably a host name is wrong, or is not known in the VPC of the task',
    next: 'check the host in the connection string for a typo or a value that is empty or still has its quotes; and that the VPC resolves it (enableDnsSupport, private hosted zone)',
  },
  {
    pattern:
      /\bECONNREFUSED\b|connection refused|actively refused|Can't connect to (?:local )?(?:MySQL|MariaDB|server)[^\n]*(?:\(111\b|\(61\b|\(2\b|through socket)|\.s\.PGSQL\.\d+/i,
    guess: 'probably nothing listens at that address and port, or the address is that of the container itself',
    next: 'check host and port in the connection string; localhost, 127.0.0.1 or a socket means that the address of the database did not reach the container: check its environment and secrets',
  },
  {
    pattern:
      /\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|\bEHOSTUNREACH\b|\bENETUNREACH\b|(?:connection|connect|operation|connection attempt|login) timed? ?out|timeout expired|connect(?:ion)? timeout|ConnectTimeout|i\/o timeout|no route to host|network is unreachable|\bP1001\b|Can't reach database server|Communications link failure|The connection attempt failed|reading initial communication packet|Can't connect to (?:MySQL|MariaDB|server)[^\n]*\(110\b|\(60\b|timeout exceeded when trying to connect|dial tcp[^\n]*context deadline exceeded/i,
    guess: 'probably the task cannot reach the database over the network',
    next: 'let the security group of the database in on its port from the security group of the task, and check that the subnets of the task have a route to it, and host and port',
  },
  {
    pattern:
      /no password supplied|client password must be a string|empty password returned|\(using password: NO\)|password is (?:missing|required)|no password was provided/i,
    guess: 'probably the password of the database did not reach the container, or is empty',
    next: SECRET,
  },
  {
    pattern: /PAM authentication failed/i,
    guess: 'probably the login by IAM was refused by the database',
    next: 'allow rds-db:connect on the database user to the task role (not the execution role), check that the user has rds_iam, that IAM authentication is on, and that the token is younger than 15 minutes',
  },
  {
    pattern: /access denied for user[^\n]*to database/i,
    guess: 'probably the database user has no rights on this database, or the database does not exist',
    next: 'check the database name in the connection string, and grant the user its rights on it',
  },
  {
    pattern:
      /password authentication failed|access denied for user|authentication failed|\b28P01\b|\bP1000\b|ORA-01017|Login failed for user|invalid (?:username|user name)(?:\/| or )password|ER_ACCESS_DENIED_ERROR|role "[^"]*" (?:does not exist|is not permitted to log in)/i,
    guess: 'probably user or password of the database is wrong',
    next: `${SECRET}: it may be an old version after a rotation, or hold the whole JSON where the password alone is meant; special characters in a URL must be percent-encoded`,
  },
  {
    pattern:
      /database "[^"]*" does not exist|Unknown database|\bP1003\b|\b3D000\b|NoDatabaseError|Cannot open database|database `[^`]*` does not exist|ORA-12514/i,
    guess: 'probably the database does not exist on this server',
    next: 'check the database name in the connection string, or create the database first',
  },
  {
    pattern:
      /(?:environment variable not found|missing (?:required )?environment variable)|\b(?:DATABASE|DB)_?UR[LI]\b[^\n]*(?:not set|undefined|missing|required|empty|not defined)|KeyError: '[A-Z_]*(?:DATABASE|DB)/i,
    guess: 'probably an environment variable with the address of the database is missing',
    next: 'add it to environment or secrets of the container in the task definition, or give --env',
  },
  {
    pattern:
      /could not load credentials|CredentialsProviderError|unable to locate credentials|NoCredentialProviders|AccessDenied(?:Exception)?\b[^\n]*(?:not authorized|is denied)|is not authorized to perform/i,
    guess: 'probably the task role lacks a right that the migration itself uses',
    next: 'allow the action that the line names to the task role (taskRoleArn, not the execution role); without credentials at all, set taskRoleArn',
  },
];
