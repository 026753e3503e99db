# For clients that take the database as one URL: makes it of what RDS gives in parts. A password may hold any character, so
# each byte of it is escaped. The URL is seen by this container alone, and by nobody who may read the task definition.
escape() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }
for name in PGHOST PGDATABASE PGUSER PGPASSWORD; do
  eval "[ -n \"\${$name:-}\" ]" || { echo "database-url: $name is not set: DATABASE_URL cannot be made" >&2; exit 64; }
done
DATABASE_URL="postgres://$(escape "$PGUSER"):$(escape "$PGPASSWORD")@$PGHOST:${PGPORT:-5432}/$(escape "$PGDATABASE")${PGSSLMODE:+?sslmode=$PGSSLMODE}"
export DATABASE_URL
exec "$@"
