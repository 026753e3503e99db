locals {
  # RDS makes the secret and rotates it: JSON with username and password, and nothing else. It is for migrations only.
  master_secret = aws_db_instance.this.master_user_secret[0].secret_arn

  # As clients of Postgres read them. RDS takes no connection without TLS since Postgres 15 (rds.force_ssl); with
  # verify-full the image must know RDS's own authorities, for no system does: see examples/node-postgres/Dockerfile.
  database = {
    PGHOST     = aws_db_instance.this.address
    PGPORT     = tostring(aws_db_instance.this.port)
    PGDATABASE = aws_db_instance.this.db_name
    PGSSLMODE  = var.database.ssl_mode
  }
  master = {
    PGUSER     = "${local.master_secret}:username::"
    PGPASSWORD = "${local.master_secret}:password::"
  }

  # The application signs in as a user of its own, with a token of IAM: nothing of it rotates, and it cannot change a table.
  # A migration makes the user (examples/node-postgres/migrations).
  connect = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Connect"
      Effect   = "Allow"
      Action   = ["rds-db:connect"]
      Resource = ["arn:${data.aws_partition.current.partition}:rds-db:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:dbuser:${aws_db_instance.this.resource_id}/${var.database.app_user}"]
    }]
  })
}

resource "aws_db_instance" "this" {
  identifier                          = var.name
  engine                              = "postgres"
  engine_version                      = "17"
  instance_class                      = "db.t4g.micro"
  allocated_storage                   = 20
  storage_encrypted                   = true
  db_name                             = "app"
  username                            = "migrator"
  port                                = 5432
  manage_master_user_password         = true
  iam_database_authentication_enabled = true
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.database.id]
  multi_az                            = var.protected
  deletion_protection                 = var.protected
  skip_final_snapshot                 = !var.protected
  final_snapshot_identifier           = var.protected ? "${var.name}-final" : null
  # Without a number the provider asks for none. A migration that went wrong is taken back from here, to the second.
  backup_retention_period  = var.protected ? 14 : 1
  delete_automated_backups = !var.protected
  copy_tags_to_snapshot    = true
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_security_group" "database" {
  name_prefix = "${var.name}-database-"
  description = "Database of ${var.name}"
  vpc_id      = aws_vpc.this.id
}
