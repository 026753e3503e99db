-- Up Migration
-- The application's own user: it reads and writes rows, and cannot change a table. On RDS it signs in with IAM (rds_iam) and
-- has no password; elsewhere somebody gives it one. A role belongs to the whole server, so it may be there already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop_app') THEN
    CREATE ROLE shop_app LOGIN;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') THEN
    GRANT rds_iam TO shop_app;
  END IF;
END
$$;
GRANT SELECT, INSERT, UPDATE, DELETE ON customers, orders TO shop_app;
-- And on what later migrations, which run as this user, create.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO shop_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO shop_app;

-- Down Migration
-- The role stays: other databases of the server may know it.
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM shop_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM shop_app;
REVOKE ALL ON customers, orders FROM shop_app;
