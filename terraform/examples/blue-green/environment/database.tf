locals {
  # RDS makes the secret and rotates it: JSON with username and password.
  database_secret = aws_db_instance.this.master_user_secret[0].secret_arn
  environment = {
    DB_HOST = aws_db_instance.this.address
    DB_NAME = aws_db_instance.this.db_name
  }
  secrets = {
    DB_USERNAME = "${local.database_secret}:username::"
    DB_PASSWORD = "${local.database_secret}:password::"
  }
}

resource "aws_db_instance" "this" {
  identifier                  = var.name
  engine                      = "postgres"
  engine_version              = "17"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  storage_encrypted           = true
  db_name                     = "app"
  username                    = "app"
  manage_master_user_password = true
  db_subnet_group_name        = aws_db_subnet_group.this.name
  vpc_security_group_ids      = [aws_security_group.database.id]
  multi_az                    = var.protected
  deletion_protection         = var.protected
  skip_final_snapshot         = !var.protected
  final_snapshot_identifier   = var.protected ? "${var.name}-final" : null
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
