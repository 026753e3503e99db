locals {
  bucket = split(":::", var.bucket_arn)[1]

  # The first call may be repeated until the service answers. The second must not: curl would take the answer 500 of a
  # failed migration for a reason to apply it again.
  apply = <<-SH
    curl -sS -o /dev/null --retry 60 --retry-delay 1 --retry-connrefused "$MIGRATOR_URL/" &&
    exec curl -sS --fail-with-body -X POST -H 'Content-Type: application/json' -d '{"mode":"apply","response":"list"}' "$MIGRATOR_URL/v1/migrations"
  SH

  read = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Read", Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${var.bucket_arn}/migrations/*"] },
      {
        Sid       = "List"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [var.bucket_arn]
        Condition = { StringLike = { "s3:prefix" = ["migrations", "migrations/*"] } }
      },
    ]
  })
}

# migrator is an HTTP service. It runs beside the container that asks it to apply, and whose exit code decides.
module "migration" {
  source = "../../modules/migration-task"

  cluster     = var.cluster
  image       = var.curl_image
  command     = [local.apply]
  environment = { MIGRATOR_URL = "http://localhost:8080/migrator" }

  container = {
    entry_point = ["sh", "-c"]
    depends_on  = { migrator = "START" }
  }

  sidecars = [{
    name                   = "migrator"
    image                  = var.image
    readonlyRootFilesystem = true
    environment = [
      { name = "DATABASE_HOST", value = var.database_host },
      { name = "DATABASE_NAME", value = var.database_name },
      { name = "MIGRATIONS", value = "s3://${local.bucket}/migrations" },
    ]
    # A secret that RDS makes has these two keys and no others. Plain secrets do as well: their ARNs, without a key.
    secrets = [
      { name = "DATABASE_PASSWORD", valueFrom = "${var.database_secret_arn}:password::" },
      { name = "DATABASE_USERNAME", valueFrom = "${var.database_secret_arn}:username::" },
    ]
  }]

  network = {
    vpc_id    = var.vpc_id
    subnets   = var.private_subnets
    databases = { main = { security_group = var.database_security_group } }
  }
  size = { cpu = 256, memory = 1024 }

  permissions = {
    task_policies = { migrations = local.read }
  }
}
