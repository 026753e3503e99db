# Source, build, migrate staging, deploy staging, preview production, approve, migrate production, deploy production.
locals {
  environments = ["staging", "production"]
}

module "environment" {
  source   = "./environment"
  for_each = toset(local.environments)

  name                = "${var.name}-${each.key}"
  cidr_block          = "10.${index(local.environments, each.key)}.0.0/16"
  repository_url      = aws_ecr_repository.this.repository_url
  container_port      = var.container_port
  health_check_path   = var.health_check_path
  database            = var.database
  migrate_command     = var.migrate_command
  pipeline            = var.name
  artifact_bucket_arn = aws_s3_bucket.artifacts.arn
  archive             = var.archive
  tools_bucket        = aws_s3_bucket.tools.bucket
  test_cidr_blocks    = var.test_cidr_blocks
  failure_topic_arn   = aws_sns_topic.failures.arn
  protected           = each.key == "production"
  preview             = each.key == "production" && var.preview
}

resource "aws_ecr_repository" "this" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"
  # Its images are built again from the source: `terraform destroy` takes them along.
  force_delete = true

  image_scanning_configuration {
    scan_on_push = true
  }
}

# A task definition that is rolled back to needs its image: those of the last releases stay.
resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy = jsonencode({ rules = [{
    rulePriority = 1
    description  = "The last 100"
    selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 100 }
    action       = { type = "expire" }
  }] })
}

resource "aws_s3_bucket" "artifacts" {
  bucket_prefix = "${var.name}-artifacts-"
  force_destroy = true
}

# A bucket of its own: artifacts expire, the tool does not.
resource "aws_s3_bucket" "tools" {
  bucket_prefix = "${var.name}-tools-"
  force_destroy = true
}

data "aws_partition" "current" {}

resource "aws_s3_bucket_policy" "tls" {
  for_each = { artifacts = aws_s3_bucket.artifacts, tools = aws_s3_bucket.tools }
  bucket   = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EncryptedConnectionsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = { artifacts = aws_s3_bucket.artifacts.id, tools = aws_s3_bucket.tools.id }
  bucket                  = each.value
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  rule {
    id     = "expire"
    status = "Enabled"
    filter {}
    expiration {
      days = 90
    }
  }
}
